
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'imgtool' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'imgtool'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'imgtool' {
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('build', 'build', [CompletionResultType]::ParameterValue, 'Build an image from a Dockerfile')
            [CompletionResult]::new('copy', 'copy', [CompletionResultType]::ParameterValue, 'Copy an image from one place to another')
            [CompletionResult]::new('inspect', 'inspect', [CompletionResultType]::ParameterValue, 'Show what an image is, without downloading its layers')
            [CompletionResult]::new('login', 'login', [CompletionResultType]::ParameterValue, 'Check credentials with a registry and keep them')
            [CompletionResult]::new('logout', 'logout', [CompletionResultType]::ParameterValue, 'Forget the credentials of a registry')
            [CompletionResult]::new('tags', 'tags', [CompletionResultType]::ParameterValue, 'List the tags of a repository')
            [CompletionResult]::new('list-tags', 'list-tags', [CompletionResultType]::ParameterValue, 'List the tags of a repository')
            [CompletionResult]::new('catalog', 'catalog', [CompletionResultType]::ParameterValue, 'List the repositories of a registry')
            [CompletionResult]::new('digest', 'digest', [CompletionResultType]::ParameterValue, 'Print the digest of an image or index')
            [CompletionResult]::new('ls', 'ls', [CompletionResultType]::ParameterValue, 'List files of an image')
            [CompletionResult]::new('cat', 'cat', [CompletionResultType]::ParameterValue, 'Print files of an image')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write the merged file system of an image as a tar archive')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'Compare two images: files, config, sizes')
            [CompletionResult]::new('validate', 'validate', [CompletionResultType]::ParameterValue, 'Check everything that an image is made of')
            [CompletionResult]::new('tag', 'tag', [CompletionResultType]::ParameterValue, 'Give an image further names in its place, without moving anything')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete images, or only their tags')
            [CompletionResult]::new('index', 'index', [CompletionResultType]::ParameterValue, 'Make and change indexes of several images')
            [CompletionResult]::new('artifact', 'artifact', [CompletionResultType]::ParameterValue, 'Push, pull, attach and list artifacts: files with a type')
            [CompletionResult]::new('referrers', 'referrers', [CompletionResultType]::ParameterValue, 'Show what is attached to an image: signatures, SBOMs, attestations')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Serve a directory as a registry (OCI distribution spec 1.1)')
            [CompletionResult]::new('sync', 'sync', [CompletionResultType]::ParameterValue, 'Copy many images at once, those that differ')
            [CompletionResult]::new('generate', 'generate', [CompletionResultType]::ParameterValue, 'Write the man pages and shell completions')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'imgtool;build' {
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'The Dockerfile, or `-` [default: CONTEXT/Dockerfile]')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'The Dockerfile, or `-` [default: CONTEXT/Dockerfile]')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'Name the result; a bare name is one in the local store. May be given several times')
            [CompletionResult]::new('--tag', '--tag', [CompletionResultType]::ParameterName, 'Name the result; a bare name is one in the local store. May be given several times')
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Build this stage and what it needs')
            [CompletionResult]::new('--build-arg', '--build-arg', [CompletionResultType]::ParameterName, 'Set a build argument; NAME alone takes it from the environment')
            [CompletionResult]::new('--label', '--label', [CompletionResultType]::ParameterName, 'Add a label')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'What the image is for: os/arch[/variant]; several make an index')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the result goes: DIR, `-` (an archive), or type=local|tar|oci|docker|image|registry|cacheonly,dest=…,name=…')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the result goes: DIR, `-` (an archive), or type=local|tar|oci|docker|image|registry|cacheonly,dest=…,name=…')
            [CompletionResult]::new('--build-context', '--build-context', [CompletionResultType]::ParameterName, 'What FROM NAME and --from=NAME mean: a directory, docker-image://REF or oci-layout://DIR[:TAG]')
            [CompletionResult]::new('--secret', '--secret', [CompletionResultType]::ParameterName, 'Show a secret to RUN --mount=type=secret: id=ID, with src=FILE or env=NAME')
            [CompletionResult]::new('--ssh', '--ssh', [CompletionResultType]::ParameterName, 'Show an SSH agent''s socket to RUN --mount=type=ssh: `default`, or ID=SOCKET')
            [CompletionResult]::new('--network', '--network', [CompletionResultType]::ParameterName, 'The network of RUN: none leaves the loopback device only')
            [CompletionResult]::new('--annotation', '--annotation', [CompletionResultType]::ParameterName, 'Annotate the manifest (or index: or manifest-descriptor:)')
            [CompletionResult]::new('--pull', '--pull', [CompletionResultType]::ParameterName, 'When to ask the registry for a base image')
            [CompletionResult]::new('--no-cache-filter', '--no-cache-filter', [CompletionResultType]::ParameterName, 'Run every step of these stages, whatever the cache holds')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'The document format of the result')
            [CompletionResult]::new('--compression', '--compression', [CompletionResultType]::ParameterName, 'How new layers are compressed: gzip, zstd or none, with an optional level')
            [CompletionResult]::new('--timestamp', '--timestamp', [CompletionResultType]::ParameterName, 'Set every time in the image to this (seconds since 1970); see also SOURCE_DATE_EPOCH')
            [CompletionResult]::new('--iidfile', '--iidfile', [CompletionResultType]::ParameterName, 'Write the image''s ID (its config''s digest) to a file')
            [CompletionResult]::new('--metadata-file', '--metadata-file', [CompletionResultType]::ParameterName, 'Write what was built to a file, as JSON')
            [CompletionResult]::new('-j', '-j', [CompletionResultType]::ParameterName, 'Steps and compression threads at once [default: the number of cores]')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'Steps and compression threads at once [default: the number of cores]')
            [CompletionResult]::new('--rm', '--rm', [CompletionResultType]::ParameterName, 'Remove what RUN leaves behind')
            [CompletionResult]::new('--force-rm', '--force-rm', [CompletionResultType]::ParameterName, 'The same after a failure')
            [CompletionResult]::new('--layers', '--layers', [CompletionResultType]::ParameterName, 'Make a layer of each step')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--push', '--push', [CompletionResultType]::ParameterName, 'Push to the registry that each bare name stands for, too')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Run every step, whatever the cache holds')
            [CompletionResult]::new('--squash', '--squash', [CompletionResultType]::ParameterName, 'Make one layer of those that the build makes')
            [CompletionResult]::new('--squash-all', '--squash-all', [CompletionResultType]::ParameterName, 'Make one layer of all, the base''s too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing but the image''s ID')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing but the image''s ID')
            [CompletionResult]::new('--load', '--load', [CompletionResultType]::ParameterName, 'Keep the result where it can be used: the local store')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;copy' {
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'Copy this platform''s image of an index [default: this machine''s]; several make an index')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Convert to this document format')
            [CompletionResult]::new('--compression', '--compression', [CompletionResultType]::ParameterName, 'Compress layers anew that are compressed otherwise: gzip, zstd or none')
            [CompletionResult]::new('--dest-compress-format', '--dest-compress-format', [CompletionResultType]::ParameterName, 'Compress layers anew that are compressed otherwise: gzip, zstd or none')
            [CompletionResult]::new('--digestfile', '--digestfile', [CompletionResultType]::ParameterName, 'Write the digest of the copied manifest to a file')
            [CompletionResult]::new('-j', '-j', [CompletionResultType]::ParameterName, 'Blobs that move at once')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'Blobs that move at once')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--src-creds', '--src-creds', [CompletionResultType]::ParameterName, '--creds for the source')
            [CompletionResult]::new('--dest-creds', '--dest-creds', [CompletionResultType]::ParameterName, '--creds for the destination')
            [CompletionResult]::new('--src-tls-verify', '--src-tls-verify', [CompletionResultType]::ParameterName, '--tls-verify for the source')
            [CompletionResult]::new('--dest-tls-verify', '--dest-tls-verify', [CompletionResultType]::ParameterName, '--tls-verify for the destination')
            [CompletionResult]::new('--src-authfile', '--src-authfile', [CompletionResultType]::ParameterName, '--authfile for the source')
            [CompletionResult]::new('--dest-authfile', '--dest-authfile', [CompletionResultType]::ParameterName, '--authfile for the destination')
            [CompletionResult]::new('--src-cert-dir', '--src-cert-dir', [CompletionResultType]::ParameterName, '--cert-dir for the source')
            [CompletionResult]::new('--dest-cert-dir', '--dest-cert-dir', [CompletionResultType]::ParameterName, '--cert-dir for the destination')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'Copy the whole index')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Copy the whole index')
            [CompletionResult]::new('--force-compression', '--force-compression', [CompletionResultType]::ParameterName, 'Compress layers anew even if they have that method already')
            [CompletionResult]::new('--dest-force-compress-format', '--dest-force-compress-format', [CompletionResultType]::ParameterName, 'Compress layers anew even if they have that method already')
            [CompletionResult]::new('--preserve-digests', '--preserve-digests', [CompletionResultType]::ParameterName, 'Fail rather than change the manifest''s digest')
            [CompletionResult]::new('--referrers', '--referrers', [CompletionResultType]::ParameterName, 'Bring signatures, SBOMs, attestations and all else that is attached')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Only say what would move')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;inspect' {
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Print with a template (`{{.Digest}}`, `{{range .Layers}}{{.}}\n{{end}}`), a JSON path (`$.LayersData[*].Size`), or as `json` or `table` [default: table on a terminal, else json]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Print with a template (`{{.Digest}}`, `{{range .Layers}}{{.}}\n{{end}}`), a JSON path (`$.LayersData[*].Size`), or as `json` or `table` [default: table on a terminal, else json]')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'Look at this platform''s image of an index [default: this machine''s]')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Print the manifest''s bytes as they are')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Print the image''s config; with --raw, its bytes as they are')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Do not list the repository''s tags')
            [CompletionResult]::new('--no-tags', '--no-tags', [CompletionResultType]::ParameterName, 'Do not list the repository''s tags')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;login' {
            [CompletionResult]::new('-u', '-u', [CompletionResultType]::ParameterName, 'Who')
            [CompletionResult]::new('--username', '--username', [CompletionResultType]::ParameterName, 'Who')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The password, in the sight of everyone on this machine; better --password-stdin')
            [CompletionResult]::new('--password', '--password', [CompletionResultType]::ParameterName, 'The password, in the sight of everyone on this machine; better --password-stdin')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--password-stdin', '--password-stdin', [CompletionResultType]::ParameterName, 'Read the password from standard input')
            [CompletionResult]::new('--get-login', '--get-login', [CompletionResultType]::ParameterName, 'Only say who is logged in')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;logout' {
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'Forget those of every registry')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Forget those of every registry')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;tags' {
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'At most so many')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'At most so many')
            [CompletionResult]::new('--last', '--last', [CompletionResultType]::ParameterName, 'Begin after this one')
            [CompletionResult]::new('--page-size', '--page-size', [CompletionResultType]::ParameterName, 'Ask for so many at a time')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;list-tags' {
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'At most so many')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'At most so many')
            [CompletionResult]::new('--last', '--last', [CompletionResultType]::ParameterName, 'Begin after this one')
            [CompletionResult]::new('--page-size', '--page-size', [CompletionResultType]::ParameterName, 'Ask for so many at a time')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;catalog' {
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'At most so many')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'At most so many')
            [CompletionResult]::new('--last', '--last', [CompletionResultType]::ParameterName, 'Begin after this one')
            [CompletionResult]::new('--page-size', '--page-size', [CompletionResultType]::ParameterName, 'Ask for so many at a time')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;digest' {
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'That of this platform''s image in the index')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--full-ref', '--full-ref', [CompletionResultType]::ParameterName, 'Print the whole reference with the digest')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;ls' {
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'This platform''s image of an index [default: this machine''s]')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'Type, mode, owner, size and time, too')
            [CompletionResult]::new('--long', '--long', [CompletionResultType]::ParameterName, 'Type, mode, owner, size and time, too')
            [CompletionResult]::new('-R', '-R ', [CompletionResultType]::ParameterName, 'Everything below, too')
            [CompletionResult]::new('--recursive', '--recursive', [CompletionResultType]::ParameterName, 'Everything below, too')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;cat' {
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'This platform''s image of an index [default: this machine''s]')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;export' {
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'This platform''s image of an index [default: this machine''s]')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The archive [default: standard output]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The archive [default: standard output]')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;diff' {
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'This platform''s images of indexes [default: this machine''s]')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--files-only', '--files-only', [CompletionResultType]::ParameterName, 'Only files')
            [CompletionResult]::new('--config-only', '--config-only', [CompletionResultType]::ParameterName, 'Only the config')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;validate' {
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'Only this platform''s image of an index')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--fast', '--fast', [CompletionResultType]::ParameterName, 'Do not read layers')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;tag' {
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;delete' {
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--tag-only', '--tag-only', [CompletionResultType]::ParameterName, 'Delete the tag and leave the image, where the registry can do that')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;index' {
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make an index of images')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add images to an index')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Take images out of an index')
            [CompletionResult]::new('rm', 'rm', [CompletionResultType]::ParameterValue, 'Take images out of an index')
            [CompletionResult]::new('annotate', 'annotate', [CompletionResultType]::ParameterValue, 'Change what an index says of an image, or of itself')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the images of an index')
            [CompletionResult]::new('ls', 'ls', [CompletionResultType]::ParameterValue, 'List the images of an index')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'imgtool;index;create' {
            [CompletionResult]::new('--annotation', '--annotation', [CompletionResultType]::ParameterName, 'An annotation of the index')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'The document format')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Only print the index')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;index;add' {
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--replace', '--replace', [CompletionResultType]::ParameterName, 'Put them in the place of those that the index has for their platforms')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;index;remove' {
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;index;rm' {
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;index;annotate' {
            [CompletionResult]::new('--annotation', '--annotation', [CompletionResultType]::ParameterName, 'An annotation; without a value, it is taken away')
            [CompletionResult]::new('--arch', '--arch', [CompletionResultType]::ParameterName, 'The image''s architecture')
            [CompletionResult]::new('--os', '--os', [CompletionResultType]::ParameterName, 'The image''s operating system')
            [CompletionResult]::new('--variant', '--variant', [CompletionResultType]::ParameterName, 'The architecture''s variant')
            [CompletionResult]::new('--os-version', '--os-version', [CompletionResultType]::ParameterName, 'The version of the operating system')
            [CompletionResult]::new('--os-features', '--os-features', [CompletionResultType]::ParameterName, 'What the image needs of the operating system')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;index;list' {
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;index;ls' {
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;index;help' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make an index of images')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add images to an index')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Take images out of an index')
            [CompletionResult]::new('annotate', 'annotate', [CompletionResultType]::ParameterValue, 'Change what an index says of an image, or of itself')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the images of an index')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'imgtool;index;help;create' {
            break
        }
        'imgtool;index;help;add' {
            break
        }
        'imgtool;index;help;remove' {
            break
        }
        'imgtool;index;help;annotate' {
            break
        }
        'imgtool;index;help;list' {
            break
        }
        'imgtool;index;help;help' {
            break
        }
        'imgtool;artifact' {
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('push', 'push', [CompletionResultType]::ParameterValue, 'Push files as an artifact')
            [CompletionResult]::new('attach', 'attach', [CompletionResultType]::ParameterValue, 'Attach files to an image')
            [CompletionResult]::new('pull', 'pull', [CompletionResultType]::ParameterValue, 'Write the files of an artifact into a directory')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List what is attached to an image')
            [CompletionResult]::new('ls', 'ls', [CompletionResultType]::ParameterValue, 'List what is attached to an image')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'imgtool;artifact;push' {
            [CompletionResult]::new('--artifact-type', '--artifact-type', [CompletionResultType]::ParameterName, 'What it is, as a media type')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A file that becomes the config, with its media type')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'An annotation of the manifest')
            [CompletionResult]::new('--annotation', '--annotation', [CompletionResultType]::ParameterName, 'An annotation of the manifest')
            [CompletionResult]::new('--annotation-file', '--annotation-file', [CompletionResultType]::ParameterName, 'Annotations from a JSON file: one map each under `$manifest`, `$config` and file names')
            [CompletionResult]::new('--digestfile', '--digestfile', [CompletionResultType]::ParameterName, 'Write the digest of the artifact to a file')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;artifact;attach' {
            [CompletionResult]::new('--artifact-type', '--artifact-type', [CompletionResultType]::ParameterName, 'What it is, as a media type')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'Attach to this platform''s image of an index, not to the index')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'An annotation of the manifest')
            [CompletionResult]::new('--annotation', '--annotation', [CompletionResultType]::ParameterName, 'An annotation of the manifest')
            [CompletionResult]::new('--annotation-file', '--annotation-file', [CompletionResultType]::ParameterName, 'Annotations from a JSON file: one map each under `$manifest`, `$config` and file names')
            [CompletionResult]::new('--digestfile', '--digestfile', [CompletionResultType]::ParameterName, 'Write the digest of the artifact to a file')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;artifact;pull' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The directory that gets the files')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The directory that gets the files')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'This platform''s artifact of an index')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'Fail rather than replace files')
            [CompletionResult]::new('--keep-old-files', '--keep-old-files', [CompletionResultType]::ParameterName, 'Fail rather than replace files')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;artifact;list' {
            [CompletionResult]::new('--artifact-type', '--artifact-type', [CompletionResultType]::ParameterName, 'Only artifacts of this type')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'What is attached to this platform''s image of an index')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;artifact;ls' {
            [CompletionResult]::new('--artifact-type', '--artifact-type', [CompletionResultType]::ParameterName, 'Only artifacts of this type')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'What is attached to this platform''s image of an index')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;artifact;help' {
            [CompletionResult]::new('push', 'push', [CompletionResultType]::ParameterValue, 'Push files as an artifact')
            [CompletionResult]::new('attach', 'attach', [CompletionResultType]::ParameterValue, 'Attach files to an image')
            [CompletionResult]::new('pull', 'pull', [CompletionResultType]::ParameterValue, 'Write the files of an artifact into a directory')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List what is attached to an image')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'imgtool;artifact;help;push' {
            break
        }
        'imgtool;artifact;help;attach' {
            break
        }
        'imgtool;artifact;help;pull' {
            break
        }
        'imgtool;artifact;help;list' {
            break
        }
        'imgtool;artifact;help;help' {
            break
        }
        'imgtool;referrers' {
            [CompletionResult]::new('--artifact-type', '--artifact-type', [CompletionResultType]::ParameterName, 'Only artifacts of this type, and what is attached to them')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'What is attached to this platform''s image of an index')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;serve' {
            [CompletionResult]::new('--dir', '--dir', [CompletionResultType]::ParameterName, 'The directory; each repository in it is an OCI layout [default: registry/ in the local store''s directory]')
            [CompletionResult]::new('--listen', '--listen', [CompletionResultType]::ParameterName, 'Where to listen: HOST:PORT, or :PORT for every interface; port 0 takes a free one')
            [CompletionResult]::new('--htpasswd', '--htpasswd', [CompletionResultType]::ParameterName, 'Let only these users in: a file of user:hash lines, bcrypt only (htpasswd -B)')
            [CompletionResult]::new('--tls-cert', '--tls-cert', [CompletionResultType]::ParameterName, 'Speak TLS with this certificate chain (PEM)')
            [CompletionResult]::new('--tls-key', '--tls-key', [CompletionResultType]::ParameterName, 'The key of the certificate (PEM)')
            [CompletionResult]::new('--mirror', '--mirror', [CompletionResultType]::ParameterName, 'Be a pull-through cache of this registry, read-only; the options for registries are for it')
            [CompletionResult]::new('--max-blob-size', '--max-blob-size', [CompletionResultType]::ParameterName, 'The largest blob that is taken, in bytes or with k, M, G, T')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Refuse every write')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;sync' {
            [CompletionResult]::new('-s', '-s', [CompletionResultType]::ParameterName, 'What the source is')
            [CompletionResult]::new('--src', '--src', [CompletionResultType]::ParameterName, 'What the source is')
            [CompletionResult]::new('-d', '-d', [CompletionResultType]::ParameterName, 'What the destination is')
            [CompletionResult]::new('--dest', '--dest', [CompletionResultType]::ParameterName, 'What the destination is')
            [CompletionResult]::new('--tag-regex', '--tag-regex', [CompletionResultType]::ParameterName, 'Only tags that match this regular expression')
            [CompletionResult]::new('--semver', '--semver', [CompletionResultType]::ParameterName, 'Only tags that are versions in this range: `>=1.2, <2`')
            [CompletionResult]::new('-j', '-j', [CompletionResultType]::ParameterName, 'Images at once')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'Images at once')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--src-creds', '--src-creds', [CompletionResultType]::ParameterName, '--creds for the source')
            [CompletionResult]::new('--dest-creds', '--dest-creds', [CompletionResultType]::ParameterName, '--creds for the destination')
            [CompletionResult]::new('--src-tls-verify', '--src-tls-verify', [CompletionResultType]::ParameterName, '--tls-verify for the source')
            [CompletionResult]::new('--dest-tls-verify', '--dest-tls-verify', [CompletionResultType]::ParameterName, '--tls-verify for the destination')
            [CompletionResult]::new('--src-authfile', '--src-authfile', [CompletionResultType]::ParameterName, '--authfile for the source')
            [CompletionResult]::new('--dest-authfile', '--dest-authfile', [CompletionResultType]::ParameterName, '--authfile for the destination')
            [CompletionResult]::new('--src-cert-dir', '--src-cert-dir', [CompletionResultType]::ParameterName, '--cert-dir for the source')
            [CompletionResult]::new('--dest-cert-dir', '--dest-cert-dir', [CompletionResultType]::ParameterName, '--cert-dir for the destination')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--scoped', '--scoped', [CompletionResultType]::ParameterName, 'Put the source''s full name below the destination, not only its last part')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'Copy whole indexes, not only this machine''s platform')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Copy whole indexes, not only this machine''s platform')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Only say what would be copied')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the summary as JSON')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;generate' {
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;help' {
            [CompletionResult]::new('build', 'build', [CompletionResultType]::ParameterValue, 'Build an image from a Dockerfile')
            [CompletionResult]::new('copy', 'copy', [CompletionResultType]::ParameterValue, 'Copy an image from one place to another')
            [CompletionResult]::new('inspect', 'inspect', [CompletionResultType]::ParameterValue, 'Show what an image is, without downloading its layers')
            [CompletionResult]::new('login', 'login', [CompletionResultType]::ParameterValue, 'Check credentials with a registry and keep them')
            [CompletionResult]::new('logout', 'logout', [CompletionResultType]::ParameterValue, 'Forget the credentials of a registry')
            [CompletionResult]::new('tags', 'tags', [CompletionResultType]::ParameterValue, 'List the tags of a repository')
            [CompletionResult]::new('catalog', 'catalog', [CompletionResultType]::ParameterValue, 'List the repositories of a registry')
            [CompletionResult]::new('digest', 'digest', [CompletionResultType]::ParameterValue, 'Print the digest of an image or index')
            [CompletionResult]::new('ls', 'ls', [CompletionResultType]::ParameterValue, 'List files of an image')
            [CompletionResult]::new('cat', 'cat', [CompletionResultType]::ParameterValue, 'Print files of an image')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write the merged file system of an image as a tar archive')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'Compare two images: files, config, sizes')
            [CompletionResult]::new('validate', 'validate', [CompletionResultType]::ParameterValue, 'Check everything that an image is made of')
            [CompletionResult]::new('tag', 'tag', [CompletionResultType]::ParameterValue, 'Give an image further names in its place, without moving anything')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete images, or only their tags')
            [CompletionResult]::new('index', 'index', [CompletionResultType]::ParameterValue, 'Make and change indexes of several images')
            [CompletionResult]::new('artifact', 'artifact', [CompletionResultType]::ParameterValue, 'Push, pull, attach and list artifacts: files with a type')
            [CompletionResult]::new('referrers', 'referrers', [CompletionResultType]::ParameterValue, 'Show what is attached to an image: signatures, SBOMs, attestations')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Serve a directory as a registry (OCI distribution spec 1.1)')
            [CompletionResult]::new('sync', 'sync', [CompletionResultType]::ParameterValue, 'Copy many images at once, those that differ')
            [CompletionResult]::new('generate', 'generate', [CompletionResultType]::ParameterValue, 'Write the man pages and shell completions')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'imgtool;help;build' {
            break
        }
        'imgtool;help;copy' {
            break
        }
        'imgtool;help;inspect' {
            break
        }
        'imgtool;help;login' {
            break
        }
        'imgtool;help;logout' {
            break
        }
        'imgtool;help;tags' {
            break
        }
        'imgtool;help;catalog' {
            break
        }
        'imgtool;help;digest' {
            break
        }
        'imgtool;help;ls' {
            break
        }
        'imgtool;help;cat' {
            break
        }
        'imgtool;help;export' {
            break
        }
        'imgtool;help;diff' {
            break
        }
        'imgtool;help;validate' {
            break
        }
        'imgtool;help;tag' {
            break
        }
        'imgtool;help;delete' {
            break
        }
        'imgtool;help;index' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make an index of images')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add images to an index')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Take images out of an index')
            [CompletionResult]::new('annotate', 'annotate', [CompletionResultType]::ParameterValue, 'Change what an index says of an image, or of itself')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the images of an index')
            break
        }
        'imgtool;help;index;create' {
            break
        }
        'imgtool;help;index;add' {
            break
        }
        'imgtool;help;index;remove' {
            break
        }
        'imgtool;help;index;annotate' {
            break
        }
        'imgtool;help;index;list' {
            break
        }
        'imgtool;help;artifact' {
            [CompletionResult]::new('push', 'push', [CompletionResultType]::ParameterValue, 'Push files as an artifact')
            [CompletionResult]::new('attach', 'attach', [CompletionResultType]::ParameterValue, 'Attach files to an image')
            [CompletionResult]::new('pull', 'pull', [CompletionResultType]::ParameterValue, 'Write the files of an artifact into a directory')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List what is attached to an image')
            break
        }
        'imgtool;help;artifact;push' {
            break
        }
        'imgtool;help;artifact;attach' {
            break
        }
        'imgtool;help;artifact;pull' {
            break
        }
        'imgtool;help;artifact;list' {
            break
        }
        'imgtool;help;referrers' {
            break
        }
        'imgtool;help;serve' {
            break
        }
        'imgtool;help;sync' {
            break
        }
        'imgtool;help;generate' {
            break
        }
        'imgtool;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
