
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
            [CompletionResult]::new('dockerfile', 'dockerfile', [CompletionResultType]::ParameterValue, 'Format a Dockerfile, or show its tree or its stages')
            [CompletionResult]::new('info', 'info', [CompletionResultType]::ParameterValue, 'Show what this machine lets RUN be isolated by, and what would allow more')
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
            [CompletionResult]::new('explore', 'explore', [CompletionResultType]::ParameterValue, 'Look through the layers and files of an image, and at what they waste')
            [CompletionResult]::new('validate', 'validate', [CompletionResultType]::ParameterValue, 'Check everything that an image is made of')
            [CompletionResult]::new('tag', 'tag', [CompletionResultType]::ParameterValue, 'Give an image further names in its place, without moving anything')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete images, or only their tags')
            [CompletionResult]::new('index', 'index', [CompletionResultType]::ParameterValue, 'Make and change indexes of several images')
            [CompletionResult]::new('artifact', 'artifact', [CompletionResultType]::ParameterValue, 'Push, pull, attach and list artifacts: files with a type')
            [CompletionResult]::new('referrers', 'referrers', [CompletionResultType]::ParameterValue, 'Show what is attached to an image: signatures, SBOMs, attestations')
            [CompletionResult]::new('keygen', 'keygen', [CompletionResultType]::ParameterValue, 'Make a key pair for signing')
            [CompletionResult]::new('sign', 'sign', [CompletionResultType]::ParameterValue, 'Sign images: attach signatures, as cosign does')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check that images are signed, as cosign does')
            [CompletionResult]::new('attest', 'attest', [CompletionResultType]::ParameterValue, 'Attach signed statements to images: provenance, SBOMs, and others')
            [CompletionResult]::new('verify-attestation', 'verify-attestation', [CompletionResultType]::ParameterValue, 'Check that images have attestations of a type')
            [CompletionResult]::new('signatures', 'signatures', [CompletionResultType]::ParameterValue, 'Show the signatures and attestations of an image, unverified')
            [CompletionResult]::new('trust', 'trust', [CompletionResultType]::ParameterValue, 'Get the trusted root from a TUF repository, and keep it fresh')
            [CompletionResult]::new('container', 'container', [CompletionResultType]::ParameterValue, 'Build an image step by step, without a Dockerfile')
            [CompletionResult]::new('cache-mount', 'cache-mount', [CompletionResultType]::ParameterValue, 'List, export, import and remove what RUN --mount=type=cache keeps')
            [CompletionResult]::new('store', 'store', [CompletionResultType]::ParameterValue, 'Look into the local store, check it, and free what nothing needs')
            [CompletionResult]::new('rebase', 'rebase', [CompletionResultType]::ParameterValue, 'Put an image on another base without building it again')
            [CompletionResult]::new('mutate', 'mutate', [CompletionResultType]::ParameterValue, 'Change an image''s config and annotations; its layers stay')
            [CompletionResult]::new('append', 'append', [CompletionResultType]::ParameterValue, 'Add archives and directories to an image, a layer each')
            [CompletionResult]::new('flatten', 'flatten', [CompletionResultType]::ParameterValue, 'Make one layer of all layers of an image')
            [CompletionResult]::new('squash', 'squash', [CompletionResultType]::ParameterValue, 'Make one layer of an image''s layers from a certain one on')
            [CompletionResult]::new('rm-path', 'rm-path', [CompletionResultType]::ParameterValue, 'Take files out of all layers of an image, so that their content is nowhere any more')
            [CompletionResult]::new('strip', 'strip', [CompletionResultType]::ParameterValue, 'Take out of an image what says how it was made, or files that nobody needs')
            [CompletionResult]::new('recompress', 'recompress', [CompletionResultType]::ParameterValue, 'Compress the layers of an image otherwise')
            [CompletionResult]::new('convert', 'convert', [CompletionResultType]::ParameterValue, 'Convert an image between OCI''s and Docker''s documents')
            [CompletionResult]::new('platform', 'platform', [CompletionResultType]::ParameterValue, 'Show the platform of an image, or change what it says')
            [CompletionResult]::new('distill', 'distill', [CompletionResultType]::ParameterValue, 'Make an image of the files alone that certain programs need')
            [CompletionResult]::new('script', 'script', [CompletionResultType]::ParameterValue, 'Build an image by the steps of a script')
            [CompletionResult]::new('sbom', 'sbom', [CompletionResultType]::ParameterValue, 'List the packages in an image, as an SPDX document')
            [CompletionResult]::new('audit', 'audit', [CompletionResultType]::ParameterValue, 'Look for what is wrong or risky with an image: known flaws, secrets, root, setuid, age, labels')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Serve a directory as a registry (OCI distribution spec 1.1)')
            [CompletionResult]::new('sync', 'sync', [CompletionResultType]::ParameterValue, 'Copy many images at once, those that differ')
            [CompletionResult]::new('unshare', 'unshare', [CompletionResultType]::ParameterValue, 'Run a command as root over the local store''s files')
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
            [CompletionResult]::new('--isolation', '--isolation', [CompletionResultType]::ParameterName, 'How RUN is isolated from this machine')
            [CompletionResult]::new('--annotation', '--annotation', [CompletionResultType]::ParameterName, 'Annotate the manifest (or index: or manifest-descriptor:)')
            [CompletionResult]::new('--pull', '--pull', [CompletionResultType]::ParameterName, 'When to ask the registry for a base image')
            [CompletionResult]::new('--no-cache-filter', '--no-cache-filter', [CompletionResultType]::ParameterName, 'Run every step of these stages, whatever the cache holds')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'The document format of the result')
            [CompletionResult]::new('--compression', '--compression', [CompletionResultType]::ParameterName, 'How new layers are compressed: gzip, zstd or none, with an optional level')
            [CompletionResult]::new('--timestamp', '--timestamp', [CompletionResultType]::ParameterName, 'Set every time in the image to this (seconds since 1970); see also SOURCE_DATE_EPOCH')
            [CompletionResult]::new('--iidfile', '--iidfile', [CompletionResultType]::ParameterName, 'Write the image''s ID (its config''s digest) to a file')
            [CompletionResult]::new('--metadata-file', '--metadata-file', [CompletionResultType]::ParameterName, 'Write what was built to a file, as JSON')
            [CompletionResult]::new('-j', '-j', [CompletionResultType]::ParameterName, 'RUN steps, and threads that compress, at once [default: 16 steps, a thread for each core]')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'RUN steps, and threads that compress, at once [default: 16 steps, a thread for each core]')
            [CompletionResult]::new('--cache-from', '--cache-from', [CompletionResultType]::ParameterName, 'Use what another build has kept: REF, or type=registry,ref=REF, type=local,src=DIR, type=referrer')
            [CompletionResult]::new('--cache-to', '--cache-to', [CompletionResultType]::ParameterName, 'Keep what the steps make: REF, or type=registry,ref=REF, type=local,dest=DIR, type=inline, type=referrer; mode=min|max')
            [CompletionResult]::new('--cache-repo', '--cache-repo', [CompletionResultType]::ParameterName, 'Keep each step in this repository, and use those that are there: for many builders at once')
            [CompletionResult]::new('--cache-ttl', '--cache-ttl', [CompletionResultType]::ParameterName, 'Steps in --cache-repo that are older do not count: 90s, 30m, 12h, 14d')
            [CompletionResult]::new('--cache-wait', '--cache-wait', [CompletionResultType]::ParameterName, 'Wait at most so long for a RUN that another builder with this --cache-repo works on; 0s: never, and tell nobody')
            [CompletionResult]::new('--cache-lease', '--cache-lease', [CompletionResultType]::ParameterName, 'A builder that says nothing for so long has died, and its RUN is anybody''s')
            [CompletionResult]::new('--network', '--network', [CompletionResultType]::ParameterName, 'The network of RUN: host (the default), none (the loopback device only), or one of its own by private, pasta[:OPTION,…] or slirp4netns[:OPTION,…]')
            [CompletionResult]::new('--add-host', '--add-host', [CompletionResultType]::ParameterName, 'A further line of /etc/hosts; host-gateway is this machine')
            [CompletionResult]::new('--dns', '--dns', [CompletionResultType]::ParameterName, 'Servers that names are asked of, instead of this machine''s; none leaves the image''s own resolv.conf')
            [CompletionResult]::new('--dns-search', '--dns-search', [CompletionResultType]::ParameterName, 'Domains that names are searched in')
            [CompletionResult]::new('--dns-option', '--dns-option', [CompletionResultType]::ParameterName, 'Options of resolv.conf')
            [CompletionResult]::new('--ulimit', '--ulimit', [CompletionResultType]::ParameterName, 'Resource limits: nofile=1024:2048 and others; -1 is no limit')
            [CompletionResult]::new('--shm-size', '--shm-size', [CompletionResultType]::ParameterName, 'The size of /dev/shm, with b, k, m or g [default: 64m]')
            [CompletionResult]::new('--device', '--device', [CompletionResultType]::ParameterName, 'Show a device of this machine, by its path or its CDI name')
            [CompletionResult]::new('--cdi-config-dir', '--cdi-config-dir', [CompletionResultType]::ParameterName, 'Where devices are described (CDI) [default: /etc/cdi, /var/run/cdi, /etc/buildkit/cdi]')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Mount a directory or file of this machine into every RUN')
            [CompletionResult]::new('--volume', '--volume', [CompletionResultType]::ParameterName, 'Mount a directory or file of this machine into every RUN')
            [CompletionResult]::new('--cap-add', '--cap-add', [CompletionResultType]::ParameterName, 'Give a capability more than Docker does, or all')
            [CompletionResult]::new('--cap-drop', '--cap-drop', [CompletionResultType]::ParameterName, 'Take a capability away, or all')
            [CompletionResult]::new('--security-opt', '--security-opt', [CompletionResultType]::ParameterName, 'no-new-privileges: setuid programs give nothing; seccomp=FILE: a filter of system calls as Docker has it, or seccomp=unconfined: none')
            [CompletionResult]::new('--allow', '--allow', [CompletionResultType]::ParameterName, 'Allow what a Dockerfile may ask for: security.insecure for RUN --security=insecure, network.host, device or device=NAME for RUN --device')
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'The most memory, with b, k, m or g')
            [CompletionResult]::new('--memory', '--memory', [CompletionResultType]::ParameterName, 'The most memory, with b, k, m or g')
            [CompletionResult]::new('--memory-swap', '--memory-swap', [CompletionResultType]::ParameterName, 'The most memory and swap together; -1 is no limit')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Weight among others that want the processors; 1024 is usual')
            [CompletionResult]::new('--cpu-shares', '--cpu-shares', [CompletionResultType]::ParameterName, 'Weight among others that want the processors; 1024 is usual')
            [CompletionResult]::new('--cpu-period', '--cpu-period', [CompletionResultType]::ParameterName, 'What --cpu-quota is for, in microseconds [default: 100000]')
            [CompletionResult]::new('--cpu-quota', '--cpu-quota', [CompletionResultType]::ParameterName, 'Processor time in a period, in microseconds')
            [CompletionResult]::new('--cpuset-cpus', '--cpuset-cpus', [CompletionResultType]::ParameterName, 'Processors that may be used: 0-2,5')
            [CompletionResult]::new('--cpuset-mems', '--cpuset-mems', [CompletionResultType]::ParameterName, 'Memory nodes that may be used')
            [CompletionResult]::new('--cgroup-parent', '--cgroup-parent', [CompletionResultType]::ParameterName, 'The control group to limit RUN in, instead of that of imgtool')
            [CompletionResult]::new('--on-failure', '--on-failure', [CompletionResultType]::ParameterName, 'What to do where a RUN failed, before the build ends')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Write how the build went as a trace for Perfetto or chrome://tracing')
            [CompletionResult]::new('--timeline', '--timeline', [CompletionResultType]::ParameterName, 'Write it as a page for a browser: who worked when, what waited for what, the critical path')
            [CompletionResult]::new('--call', '--call', [CompletionResultType]::ParameterName, 'What to do instead of building: check, outline or targets')
            [CompletionResult]::new('--check-format', '--check-format', [CompletionResultType]::ParameterName, 'How --check and --call print what they find')
            [CompletionResult]::new('--lint', '--lint', [CompletionResultType]::ParameterName, 'Checks of imgtool''s own, besides BuildKit''s: all, or these')
            [CompletionResult]::new('--sbom', '--sbom', [CompletionResultType]::ParameterName, 'Attach the list of the packages in the image (SPDX)')
            [CompletionResult]::new('--provenance', '--provenance', [CompletionResultType]::ParameterName, 'Attach how it was built (SLSA provenance): true, mode=min or mode=max')
            [CompletionResult]::new('--attest', '--attest', [CompletionResultType]::ParameterName, 'The same as type=sbom or type=provenance,mode=…')
            [CompletionResult]::new('--sign', '--sign', [CompletionResultType]::ParameterName, 'Sign the result where it was put, in both forms, an index with all its images: a private key as for imgtool sign')
            [CompletionResult]::new('--sign-key', '--sign-key', [CompletionResultType]::ParameterName, 'Sign the result where it was put, in both forms, an index with all its images: a private key as for imgtool sign')
            [CompletionResult]::new('--sign-by-sigstore-private-key', '--sign-by-sigstore-private-key', [CompletionResultType]::ParameterName, 'Sign the result where it was put, in both forms, an index with all its images: a private key as for imgtool sign')
            [CompletionResult]::new('--sign-passphrase-file', '--sign-passphrase-file', [CompletionResultType]::ParameterName, 'The file with the key''s password [default: $COSIGN_PASSWORD, else asked for]')
            [CompletionResult]::new('--sign-identity', '--sign-identity', [CompletionResultType]::ParameterName, 'The name that is signed along [default: the destination with its tag]')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'The policy that says which images are allowed: imgtool''s (.yaml) or containers-policy.json(5) [default: $XDG_CONFIG_HOME/containers/policy.json, then /etc/containers/policy.json, where they exist]')
            [CompletionResult]::new('--ignorefile', '--ignorefile', [CompletionResultType]::ParameterName, 'What COPY does not see, instead of the context''s .dockerignore')
            [CompletionResult]::new('--build-arg-file', '--build-arg-file', [CompletionResultType]::ParameterName, 'A file with a NAME=VALUE a line, for --build-arg')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'The image of the first FROM, instead of what it says')
            [CompletionResult]::new('--env', '--env', [CompletionResultType]::ParameterName, 'Set a variable of the result')
            [CompletionResult]::new('--unsetenv', '--unsetenv', [CompletionResultType]::ParameterName, 'Remove a variable from the result')
            [CompletionResult]::new('--unsetlabel', '--unsetlabel', [CompletionResultType]::ParameterName, 'Remove a label that comes from the base')
            [CompletionResult]::new('--unsetannotation', '--unsetannotation', [CompletionResultType]::ParameterName, 'Remove an annotation')
            [CompletionResult]::new('--inherit-labels', '--inherit-labels', [CompletionResultType]::ParameterName, 'Take over the base''s labels')
            [CompletionResult]::new('--skip-unused-stages', '--skip-unused-stages', [CompletionResultType]::ParameterName, 'Pass stages over that nobody needs')
            [CompletionResult]::new('--manifest', '--manifest', [CompletionResultType]::ParameterName, 'Make an index under this name, of one image, too')
            [CompletionResult]::new('--source-date-epoch', '--source-date-epoch', [CompletionResultType]::ParameterName, 'The time of the result, and the latest of its files (seconds since 1970)')
            [CompletionResult]::new('--os', '--os', [CompletionResultType]::ParameterName, 'The operating system of the result')
            [CompletionResult]::new('--arch', '--arch', [CompletionResultType]::ParameterName, 'The architecture of the result')
            [CompletionResult]::new('--variant', '--variant', [CompletionResultType]::ParameterName, 'The variant of the architecture')
            [CompletionResult]::new('--rewrite-timestamp', '--rewrite-timestamp', [CompletionResultType]::ParameterName, 'Files are never younger than --source-date-epoch here')
            [CompletionResult]::new('--identity-label', '--identity-label', [CompletionResultType]::ParameterName, 'There is no such label here')
            [CompletionResult]::new('--created-annotation', '--created-annotation', [CompletionResultType]::ParameterName, 'There is no such annotation here')
            [CompletionResult]::new('--disable-compression', '--disable-compression', [CompletionResultType]::ParameterName, 'What is kept in the store is compressed as --compression says')
            [CompletionResult]::new('--builder', '--builder', [CompletionResultType]::ParameterName, 'There are no daemons')
            [CompletionResult]::new('--retry', '--retry', [CompletionResultType]::ParameterName, 'Failures of the network are tried again anyway')
            [CompletionResult]::new('--retry-delay', '--retry-delay', [CompletionResultType]::ParameterName, 'The same, later')
            [CompletionResult]::new('--compat-volumes', '--compat-volumes', [CompletionResultType]::ParameterName, 'What RUN changes below a VOLUME is not kept')
            [CompletionResult]::new('--cpp-flag', '--cpp-flag', [CompletionResultType]::ParameterName, 'An argument for cpp, which reads Dockerfiles called *.in first; see also BUILDAH_CPPFLAGS')
            [CompletionResult]::new('--group-add', '--group-add', [CompletionResultType]::ParameterName, 'A further group of every RUN''s user, by name or number')
            [CompletionResult]::new('--inherit-annotations', '--inherit-annotations', [CompletionResultType]::ParameterName, 'Take over the base''s annotations')
            [CompletionResult]::new('--os-feature', '--os-feature', [CompletionResultType]::ParameterName, 'A feature of the operating system that the result needs; with a - after it, one that it does not')
            [CompletionResult]::new('--os-version', '--os-version', [CompletionResultType]::ParameterName, 'The version of the operating system that the result needs')
            [CompletionResult]::new('--sbom-output', '--sbom-output', [CompletionResultType]::ParameterName, 'Write the list of the packages in the result to a file (SPDX)')
            [CompletionResult]::new('--sbom-purl-output', '--sbom-purl-output', [CompletionResultType]::ParameterName, 'Write their package URLs to a file, one a line')
            [CompletionResult]::new('--logfile', '--logfile', [CompletionResultType]::ParameterName, 'Write what is told into a file, instead of to the standard error output')
            [CompletionResult]::new('--pid', '--pid', [CompletionResultType]::ParameterName, 'pid')
            [CompletionResult]::new('--ipc', '--ipc', [CompletionResultType]::ParameterName, 'ipc')
            [CompletionResult]::new('--uts', '--uts', [CompletionResultType]::ParameterName, 'uts')
            [CompletionResult]::new('--cgroupns', '--cgroupns', [CompletionResultType]::ParameterName, 'cgroupns')
            [CompletionResult]::new('--userns', '--userns', [CompletionResultType]::ParameterName, 'userns')
            [CompletionResult]::new('--userns-uid-map', '--userns-uid-map', [CompletionResultType]::ParameterName, 'userns-uid-map')
            [CompletionResult]::new('--userns-gid-map', '--userns-gid-map', [CompletionResultType]::ParameterName, 'userns-gid-map')
            [CompletionResult]::new('--userns-uid-map-user', '--userns-uid-map-user', [CompletionResultType]::ParameterName, 'userns-uid-map-user')
            [CompletionResult]::new('--userns-gid-map-group', '--userns-gid-map-group', [CompletionResultType]::ParameterName, 'userns-gid-map-group')
            [CompletionResult]::new('--runtime', '--runtime', [CompletionResultType]::ParameterName, 'runtime')
            [CompletionResult]::new('--runtime-flag', '--runtime-flag', [CompletionResultType]::ParameterName, 'runtime-flag')
            [CompletionResult]::new('--hooks-dir', '--hooks-dir', [CompletionResultType]::ParameterName, 'hooks-dir')
            [CompletionResult]::new('--layer-label', '--layer-label', [CompletionResultType]::ParameterName, 'layer-label')
            [CompletionResult]::new('--http-proxy', '--http-proxy', [CompletionResultType]::ParameterName, 'http-proxy')
            [CompletionResult]::new('--disable-content-trust', '--disable-content-trust', [CompletionResultType]::ParameterName, 'disable-content-trust')
            [CompletionResult]::new('--sign-by', '--sign-by', [CompletionResultType]::ParameterName, 'sign-by')
            [CompletionResult]::new('--decryption-key', '--decryption-key', [CompletionResultType]::ParameterName, 'decryption-key')
            [CompletionResult]::new('--cw', '--cw', [CompletionResultType]::ParameterName, 'cw')
            [CompletionResult]::new('--sbom-image-output', '--sbom-image-output', [CompletionResultType]::ParameterName, 'sbom-image-output')
            [CompletionResult]::new('--sbom-image-purl-output', '--sbom-image-purl-output', [CompletionResultType]::ParameterName, 'sbom-image-purl-output')
            [CompletionResult]::new('--sbom-scanner-image', '--sbom-scanner-image', [CompletionResultType]::ParameterName, 'sbom-scanner-image')
            [CompletionResult]::new('--sbom-scanner-command', '--sbom-scanner-command', [CompletionResultType]::ParameterName, 'sbom-scanner-command')
            [CompletionResult]::new('--sbom-merge-strategy', '--sbom-merge-strategy', [CompletionResultType]::ParameterName, 'sbom-merge-strategy')
            [CompletionResult]::new('--rm', '--rm', [CompletionResultType]::ParameterName, 'Remove what RUN leaves behind')
            [CompletionResult]::new('--force-rm', '--force-rm', [CompletionResultType]::ParameterName, 'The same after a failure')
            [CompletionResult]::new('--layers', '--layers', [CompletionResultType]::ParameterName, 'Make a layer of each step')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--push', '--push', [CompletionResultType]::ParameterName, 'Push to the registry that each bare name stands for, and keep no image of that name in the local store')
            [CompletionResult]::new('--load', '--load', [CompletionResultType]::ParameterName, 'Keep the result in the local store under its bare names, as without --push')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Run every step, whatever the cache holds')
            [CompletionResult]::new('--squash', '--squash', [CompletionResultType]::ParameterName, 'Make one layer of those that the build makes')
            [CompletionResult]::new('--squash-all', '--squash-all', [CompletionResultType]::ParameterName, 'Make one layer of all, the base''s too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing but the image''s ID')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing but the image''s ID')
            [CompletionResult]::new('--no-hosts', '--no-hosts', [CompletionResultType]::ParameterName, 'Leave /etc/hosts as the image has it')
            [CompletionResult]::new('--print-rootfs', '--print-rootfs', [CompletionResultType]::ParameterName, 'Keep the root file system of a RUN that failed, and print where')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Check the Dockerfile instead of building it; exits with 1 where something is found')
            [CompletionResult]::new('--insecure-policy', '--insecure-policy', [CompletionResultType]::ParameterName, 'Allow every image, whatever the policies say')
            [CompletionResult]::new('--omit-history', '--omit-history', [CompletionResultType]::ParameterName, 'Leave the history out of the result')
            [CompletionResult]::new('--pull-always', '--pull-always', [CompletionResultType]::ParameterName, 'As --pull=always')
            [CompletionResult]::new('--pull-never', '--pull-never', [CompletionResultType]::ParameterName, 'As --pull=never')
            [CompletionResult]::new('--compress', '--compress', [CompletionResultType]::ParameterName, 'Contexts go nowhere')
            [CompletionResult]::new('--all-platforms', '--all-platforms', [CompletionResultType]::ParameterName, 'Build for all platforms that the base images are for')
            [CompletionResult]::new('--no-hostname', '--no-hostname', [CompletionResultType]::ParameterName, 'no-hostname')
            [CompletionResult]::new('--logsplit', '--logsplit', [CompletionResultType]::ParameterName, 'logsplit')
            [CompletionResult]::new('--stdin', '--stdin', [CompletionResultType]::ParameterName, 'stdin')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;dockerfile' {
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('fmt', 'fmt', [CompletionResultType]::ParameterValue, 'Print it in its usual form; meaning, comments, heredocs and commands stay')
            [CompletionResult]::new('ast', 'ast', [CompletionResultType]::ParameterValue, 'Print what it says as a JSON tree, with where each part stands')
            [CompletionResult]::new('graph', 'graph', [CompletionResultType]::ParameterValue, 'Print its stages, and which needs which')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'imgtool;dockerfile;fmt' {
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Only name those that are not in their usual form; exits with 1 where there are any')
            [CompletionResult]::new('-w', '-w', [CompletionResultType]::ParameterName, 'Write them back instead of printing')
            [CompletionResult]::new('--write', '--write', [CompletionResultType]::ParameterName, 'Write them back instead of printing')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;dockerfile;ast' {
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;dockerfile;graph' {
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Leave out what this stage does not need')
            [CompletionResult]::new('--build-arg', '--build-arg', [CompletionResultType]::ParameterName, 'Set a build argument, which FROM may use')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print them')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;dockerfile;help' {
            [CompletionResult]::new('fmt', 'fmt', [CompletionResultType]::ParameterValue, 'Print it in its usual form; meaning, comments, heredocs and commands stay')
            [CompletionResult]::new('ast', 'ast', [CompletionResultType]::ParameterValue, 'Print what it says as a JSON tree, with where each part stands')
            [CompletionResult]::new('graph', 'graph', [CompletionResultType]::ParameterValue, 'Print its stages, and which needs which')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'imgtool;dockerfile;help;fmt' {
            break
        }
        'imgtool;dockerfile;help;ast' {
            break
        }
        'imgtool;dockerfile;help;graph' {
            break
        }
        'imgtool;dockerfile;help;help' {
            break
        }
        'imgtool;info' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print it')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;copy' {
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'Copy this platform''s image of an index [default: this machine''s]; several make an index')
            [CompletionResult]::new('--multi-arch', '--multi-arch', [CompletionResultType]::ParameterName, 'The same, in skopeo''s words: this machine''s image of an index, or all of it')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Convert to this document format')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Convert to this document format')
            [CompletionResult]::new('--compression', '--compression', [CompletionResultType]::ParameterName, 'Compress layers anew that are compressed otherwise: gzip, zstd or none')
            [CompletionResult]::new('--dest-compress-format', '--dest-compress-format', [CompletionResultType]::ParameterName, 'Compress layers anew that are compressed otherwise: gzip, zstd or none')
            [CompletionResult]::new('--additional-tag', '--additional-tag', [CompletionResultType]::ParameterName, 'Another repository tag of the image in a docker archive that is written')
            [CompletionResult]::new('--digestfile', '--digestfile', [CompletionResultType]::ParameterName, 'Write the digest of the copied manifest to a file')
            [CompletionResult]::new('-j', '-j', [CompletionResultType]::ParameterName, 'Blobs that move at once')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'Blobs that move at once')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'The policy that says which images are allowed: imgtool''s (.yaml) or containers-policy.json(5) [default: $XDG_CONFIG_HOME/containers/policy.json, then /etc/containers/policy.json, where they exist]')
            [CompletionResult]::new('--sign', '--sign', [CompletionResultType]::ParameterName, 'Sign the result where it was put, in both forms, an index with all its images: a private key as for imgtool sign')
            [CompletionResult]::new('--sign-key', '--sign-key', [CompletionResultType]::ParameterName, 'Sign the result where it was put, in both forms, an index with all its images: a private key as for imgtool sign')
            [CompletionResult]::new('--sign-by-sigstore-private-key', '--sign-by-sigstore-private-key', [CompletionResultType]::ParameterName, 'Sign the result where it was put, in both forms, an index with all its images: a private key as for imgtool sign')
            [CompletionResult]::new('--sign-passphrase-file', '--sign-passphrase-file', [CompletionResultType]::ParameterName, 'The file with the key''s password [default: $COSIGN_PASSWORD, else asked for]')
            [CompletionResult]::new('--sign-identity', '--sign-identity', [CompletionResultType]::ParameterName, 'The name that is signed along [default: the destination with its tag]')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
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
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show no progress')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show no progress')
            [CompletionResult]::new('--insecure-policy', '--insecure-policy', [CompletionResultType]::ParameterName, 'Allow every image, whatever the policies say')
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
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
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
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
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
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
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
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
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
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
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
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
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
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
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
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
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
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
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
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
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
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
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
        'imgtool;explore' {
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'This platform''s image of an index [default: this machine''s]')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
            [CompletionResult]::new('--html', '--html', [CompletionResultType]::ParameterName, 'Write one page to look at in a browser')
            [CompletionResult]::new('--ci-config', '--ci-config', [CompletionResultType]::ParameterName, 'The file with the limits, in dive''s form [default: .dive-ci, if there is one]')
            [CompletionResult]::new('--lowest-efficiency', '--lowest-efficiency', [CompletionResultType]::ParameterName, 'The efficiency has to be this at least: 0.95, or 95%')
            [CompletionResult]::new('--highest-wasted-bytes', '--highest-wasted-bytes', [CompletionResultType]::ParameterName, 'This may be wasted at most: 20MB')
            [CompletionResult]::new('--highest-user-wasted-percent', '--highest-user-wasted-percent', [CompletionResultType]::ParameterName, 'This share of the bytes above the base layer may be wasted at most: 0.2, or 20%')
            [CompletionResult]::new('--max-size', '--max-size', [CompletionResultType]::ParameterName, 'The contents of all layers may have this size at most: 100MB')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--changes', '--changes', [CompletionResultType]::ParameterName, 'With --json: every path that each layer touched, too')
            [CompletionResult]::new('--summary', '--summary', [CompletionResultType]::ParameterName, 'Print a summary, whatever the terminal can do')
            [CompletionResult]::new('--ci', '--ci', [CompletionResultType]::ParameterName, 'Check limits: the exit code is 1 where one is not kept. Without any of them: dive''s own, an efficiency of 0.9 and 0.1 wasted')
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
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
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
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
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
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
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
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
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
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
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
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
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
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
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
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
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
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
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
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
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
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
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
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
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
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
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
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
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
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
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
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;keygen' {
            [CompletionResult]::new('--output-key-prefix', '--output-key-prefix', [CompletionResultType]::ParameterName, 'The beginning of the two files'' names')
            [CompletionResult]::new('--algorithm', '--algorithm', [CompletionResultType]::ParameterName, 'What kind of key')
            [CompletionResult]::new('--signing-algorithm', '--signing-algorithm', [CompletionResultType]::ParameterName, 'What kind of key')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Encrypt this plain private key (PEM), instead of making a new one')
            [CompletionResult]::new('--password-fd', '--password-fd', [CompletionResultType]::ParameterName, 'Read the password from this file descriptor [default: $COSIGN_PASSWORD, else asked for]')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Overwrite files that are there')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Overwrite files that are there')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;sign' {
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'The private key: a file (cosign''s encrypted form, or PEM), env://VARIABLE, or ''exec:PROGRAM ARG…'' that signs for you')
            [CompletionResult]::new('--password-fd', '--password-fd', [CompletionResultType]::ParameterName, 'Read the key''s password from this file descriptor [default: $COSIGN_PASSWORD, else asked for]')
            [CompletionResult]::new('--identity-token', '--identity-token', [CompletionResultType]::ParameterName, 'The identity to sign as: an OIDC token, or a file with it [default: what CI provides: $SIGSTORE_ID_TOKEN, GitHub''s, /var/run/sigstore/cosign/oidc-token]')
            [CompletionResult]::new('--fulcio-url', '--fulcio-url', [CompletionResultType]::ParameterName, 'Who gives certificates for identities')
            [CompletionResult]::new('--rekor-url', '--rekor-url', [CompletionResultType]::ParameterName, 'The transparency log')
            [CompletionResult]::new('--tlog-upload', '--tlog-upload', [CompletionResultType]::ParameterName, 'Enter what is signed into the transparency log [default: only without a key]')
            [CompletionResult]::new('--trusted-root', '--trusted-root', [CompletionResultType]::ParameterName, 'Check what they answer against this trusted_root.json, before anything is attached')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'Something to sign besides, for verify --annotation')
            [CompletionResult]::new('--annotation', '--annotation', [CompletionResultType]::ParameterName, 'Something to sign besides, for verify --annotation')
            [CompletionResult]::new('--annotations', '--annotations', [CompletionResultType]::ParameterName, 'Something to sign besides, for verify --annotation')
            [CompletionResult]::new('--sign-container-identity', '--sign-container-identity', [CompletionResultType]::ParameterName, 'The name that is signed along [default: the repository]')
            [CompletionResult]::new('--sign-identity', '--sign-identity', [CompletionResultType]::ParameterName, 'The name that is signed along [default: the repository]')
            [CompletionResult]::new('--signature-format', '--signature-format', [CompletionResultType]::ParameterName, 'How to attach it')
            [CompletionResult]::new('--bundle', '--bundle', [CompletionResultType]::ParameterName, 'Write the bundle to this file, too; several are written one a line')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'Of an index, sign each image, too')
            [CompletionResult]::new('--recursive', '--recursive', [CompletionResultType]::ParameterName, 'Of an index, sign each image, too')
            [CompletionResult]::new('--no-upload', '--no-upload', [CompletionResultType]::ParameterName, 'Attach nothing: only write the bundle')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;verify' {
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'A public key: a file, env://VARIABLE or exec:PROGRAM. Of several, each must have signed')
            [CompletionResult]::new('--threshold', '--threshold', [CompletionResultType]::ParameterName, 'So many of the keys will do')
            [CompletionResult]::new('--insecure-ignore-tlog', '--insecure-ignore-tlog', [CompletionResultType]::ParameterName, 'Do without a transparency log, where a key is given')
            [CompletionResult]::new('--certificate-identity', '--certificate-identity', [CompletionResultType]::ParameterName, 'Who must have signed, where a certificate says it: an address, a URI')
            [CompletionResult]::new('--certificate-identity-regexp', '--certificate-identity-regexp', [CompletionResultType]::ParameterName, 'The same as a regular expression; anchor it with ^ and $')
            [CompletionResult]::new('--certificate-oidc-issuer', '--certificate-oidc-issuer', [CompletionResultType]::ParameterName, 'Who must have vouched for them: the URL of an OIDC issuer')
            [CompletionResult]::new('--certificate-oidc-issuer-regexp', '--certificate-oidc-issuer-regexp', [CompletionResultType]::ParameterName, 'The same as a regular expression')
            [CompletionResult]::new('--trusted-root', '--trusted-root', [CompletionResultType]::ParameterName, 'Whom to believe about certificates and logs: trusted_root.json [default: what imgtool trust keeps]')
            [CompletionResult]::new('--bundle', '--bundle', [CompletionResultType]::ParameterName, 'Check the bundle in this file, instead of what is attached')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'What must be signed besides')
            [CompletionResult]::new('--annotation', '--annotation', [CompletionResultType]::ParameterName, 'What must be signed besides')
            [CompletionResult]::new('--annotations', '--annotations', [CompletionResultType]::ParameterName, 'What must be signed besides')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'Ask this policy instead of keys: imgtool''s (.yaml) or containers-policy.json(5)')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--explain', '--explain', [CompletionResultType]::ParameterName, 'Say which rule of the policy decides, and why')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;attest' {
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'The private key: a file (cosign''s encrypted form, or PEM), env://VARIABLE, or ''exec:PROGRAM ARG…'' that signs for you')
            [CompletionResult]::new('--password-fd', '--password-fd', [CompletionResultType]::ParameterName, 'Read the key''s password from this file descriptor [default: $COSIGN_PASSWORD, else asked for]')
            [CompletionResult]::new('--identity-token', '--identity-token', [CompletionResultType]::ParameterName, 'The identity to sign as: an OIDC token, or a file with it [default: what CI provides: $SIGSTORE_ID_TOKEN, GitHub''s, /var/run/sigstore/cosign/oidc-token]')
            [CompletionResult]::new('--fulcio-url', '--fulcio-url', [CompletionResultType]::ParameterName, 'Who gives certificates for identities')
            [CompletionResult]::new('--rekor-url', '--rekor-url', [CompletionResultType]::ParameterName, 'The transparency log')
            [CompletionResult]::new('--tlog-upload', '--tlog-upload', [CompletionResultType]::ParameterName, 'Enter what is signed into the transparency log [default: only without a key]')
            [CompletionResult]::new('--trusted-root', '--trusted-root', [CompletionResultType]::ParameterName, 'Check what they answer against this trusted_root.json, before anything is attached')
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'What kind of statement: slsaprovenance, slsaprovenance02, slsaprovenance1, spdx, spdxjson, cyclonedx, link, vuln, openvex, custom, or a URI')
            [CompletionResult]::new('--predicate', '--predicate', [CompletionResultType]::ParameterName, 'The file with what is said, or `-`')
            [CompletionResult]::new('--signature-format', '--signature-format', [CompletionResultType]::ParameterName, 'How to attach it')
            [CompletionResult]::new('--bundle', '--bundle', [CompletionResultType]::ParameterName, 'Write the bundle to this file, too; several are written one a line')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'Of an index, say it of each image, too')
            [CompletionResult]::new('--recursive', '--recursive', [CompletionResultType]::ParameterName, 'Of an index, say it of each image, too')
            [CompletionResult]::new('--no-upload', '--no-upload', [CompletionResultType]::ParameterName, 'Attach nothing: only write the bundle')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;verify-attestation' {
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'A public key: a file, env://VARIABLE or exec:PROGRAM. Of several, each must have signed')
            [CompletionResult]::new('--threshold', '--threshold', [CompletionResultType]::ParameterName, 'So many of the keys will do')
            [CompletionResult]::new('--insecure-ignore-tlog', '--insecure-ignore-tlog', [CompletionResultType]::ParameterName, 'Do without a transparency log, where a key is given')
            [CompletionResult]::new('--certificate-identity', '--certificate-identity', [CompletionResultType]::ParameterName, 'Who must have signed, where a certificate says it: an address, a URI')
            [CompletionResult]::new('--certificate-identity-regexp', '--certificate-identity-regexp', [CompletionResultType]::ParameterName, 'The same as a regular expression; anchor it with ^ and $')
            [CompletionResult]::new('--certificate-oidc-issuer', '--certificate-oidc-issuer', [CompletionResultType]::ParameterName, 'Who must have vouched for them: the URL of an OIDC issuer')
            [CompletionResult]::new('--certificate-oidc-issuer-regexp', '--certificate-oidc-issuer-regexp', [CompletionResultType]::ParameterName, 'The same as a regular expression')
            [CompletionResult]::new('--trusted-root', '--trusted-root', [CompletionResultType]::ParameterName, 'Whom to believe about certificates and logs: trusted_root.json [default: what imgtool trust keeps]')
            [CompletionResult]::new('--bundle', '--bundle', [CompletionResultType]::ParameterName, 'Check the bundle in this file, instead of what is attached')
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'What kind of statement: as for attest')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;signatures' {
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'Of an index, those of each image, too')
            [CompletionResult]::new('--recursive', '--recursive', [CompletionResultType]::ParameterName, 'Of an index, those of each image, too')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;trust' {
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Begin with a root that you trust, as cosign initialize does')
            [CompletionResult]::new('update', 'update', [CompletionResultType]::ParameterValue, 'Read the repository anew')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'imgtool;trust;init' {
            [CompletionResult]::new('--mirror', '--mirror', [CompletionResultType]::ParameterName, 'Where the repository is')
            [CompletionResult]::new('--root-json', '--root-json', [CompletionResultType]::ParameterName, 'Its root.json, got in a way that you trust; newer ones are found from there')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;trust;update' {
            [CompletionResult]::new('--mirror', '--mirror', [CompletionResultType]::ParameterName, 'Where the repository is now [default: where it was]')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;trust;help' {
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Begin with a root that you trust, as cosign initialize does')
            [CompletionResult]::new('update', 'update', [CompletionResultType]::ParameterValue, 'Read the repository anew')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'imgtool;trust;help;init' {
            break
        }
        'imgtool;trust;help;update' {
            break
        }
        'imgtool;trust;help;help' {
            break
        }
        'imgtool;container' {
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('from', 'from', [CompletionResultType]::ParameterValue, 'Make a working container of an image, or of nothing (scratch), and print its name')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Run a command in it and keep what it changes as a layer')
            [CompletionResult]::new('copy', 'copy', [CompletionResultType]::ParameterValue, 'Copy files into it, as COPY does')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Copy files into it, unpack archives, fetch from the web, as ADD does')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Change what its image says: environment, entry point, labels and others')
            [CompletionResult]::new('commit', 'commit', [CompletionResultType]::ParameterValue, 'Make an image of it, and print the image''s ID')
            [CompletionResult]::new('ls', 'ls', [CompletionResultType]::ParameterValue, 'List the working containers')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the working containers')
            [CompletionResult]::new('ps', 'ps', [CompletionResultType]::ParameterValue, 'List the working containers')
            [CompletionResult]::new('rm', 'rm', [CompletionResultType]::ParameterValue, 'Remove working containers')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Remove working containers')
            [CompletionResult]::new('mount', 'mount', [CompletionResultType]::ParameterValue, 'Mount their files, and print where; without a name, list what is mounted')
            [CompletionResult]::new('unmount', 'unmount', [CompletionResultType]::ParameterValue, 'Unmount their files; what was changed there stays')
            [CompletionResult]::new('umount', 'umount', [CompletionResultType]::ParameterValue, 'Unmount their files; what was changed there stays')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Give it another name')
            [CompletionResult]::new('inspect', 'inspect', [CompletionResultType]::ParameterValue, 'Show what it is so far')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'Show which files differ from its base')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'imgtool;container;from' {
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'What to call the container [default: the image''s name with -working-container]')
            [CompletionResult]::new('--pull', '--pull', [CompletionResultType]::ParameterName, 'When to ask the registry for the image')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'What the image is to be for: os/arch[/variant]')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'The policy that says which images are allowed: imgtool''s (.yaml) or containers-policy.json(5) [default: $XDG_CONFIG_HOME/containers/policy.json, then /etc/containers/policy.json, where they exist]')
            [CompletionResult]::new('--timestamp', '--timestamp', [CompletionResultType]::ParameterName, 'Set every time that the steps put into the image to this (seconds since 1970)')
            [CompletionResult]::new('--os', '--os', [CompletionResultType]::ParameterName, 'The operating system that the image is to be for')
            [CompletionResult]::new('--arch', '--arch', [CompletionResultType]::ParameterName, 'The architecture that it is to be for')
            [CompletionResult]::new('--variant', '--variant', [CompletionResultType]::ParameterName, 'The variant of the architecture')
            [CompletionResult]::new('--cidfile', '--cidfile', [CompletionResultType]::ParameterName, 'Write the container''s ID to a file')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'The document format that commit writes where it is not told')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'The document format that commit writes where it is not told')
            [CompletionResult]::new('--isolation', '--isolation', [CompletionResultType]::ParameterName, 'How run isolates its command where it is not told')
            [CompletionResult]::new('--network', '--network', [CompletionResultType]::ParameterName, 'The network of RUN: host (the default), none (the loopback device only), or one of its own by private, pasta[:OPTION,…] or slirp4netns[:OPTION,…]')
            [CompletionResult]::new('--add-host', '--add-host', [CompletionResultType]::ParameterName, 'A further line of /etc/hosts; host-gateway is this machine')
            [CompletionResult]::new('--dns', '--dns', [CompletionResultType]::ParameterName, 'Servers that names are asked of, instead of this machine''s; none leaves the image''s own resolv.conf')
            [CompletionResult]::new('--dns-search', '--dns-search', [CompletionResultType]::ParameterName, 'Domains that names are searched in')
            [CompletionResult]::new('--dns-option', '--dns-option', [CompletionResultType]::ParameterName, 'Options of resolv.conf')
            [CompletionResult]::new('--ulimit', '--ulimit', [CompletionResultType]::ParameterName, 'Resource limits: nofile=1024:2048 and others; -1 is no limit')
            [CompletionResult]::new('--shm-size', '--shm-size', [CompletionResultType]::ParameterName, 'The size of /dev/shm, with b, k, m or g [default: 64m]')
            [CompletionResult]::new('--device', '--device', [CompletionResultType]::ParameterName, 'Show a device of this machine, by its path or its CDI name')
            [CompletionResult]::new('--cdi-config-dir', '--cdi-config-dir', [CompletionResultType]::ParameterName, 'Where devices are described (CDI) [default: /etc/cdi, /var/run/cdi, /etc/buildkit/cdi]')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Mount a directory or file of this machine into every RUN')
            [CompletionResult]::new('--volume', '--volume', [CompletionResultType]::ParameterName, 'Mount a directory or file of this machine into every RUN')
            [CompletionResult]::new('--cap-add', '--cap-add', [CompletionResultType]::ParameterName, 'Give a capability more than Docker does, or all')
            [CompletionResult]::new('--cap-drop', '--cap-drop', [CompletionResultType]::ParameterName, 'Take a capability away, or all')
            [CompletionResult]::new('--security-opt', '--security-opt', [CompletionResultType]::ParameterName, 'no-new-privileges: setuid programs give nothing; seccomp=FILE: a filter of system calls as Docker has it, or seccomp=unconfined: none')
            [CompletionResult]::new('--allow', '--allow', [CompletionResultType]::ParameterName, 'Allow what a Dockerfile may ask for: security.insecure for RUN --security=insecure, network.host, device or device=NAME for RUN --device')
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'The most memory, with b, k, m or g')
            [CompletionResult]::new('--memory', '--memory', [CompletionResultType]::ParameterName, 'The most memory, with b, k, m or g')
            [CompletionResult]::new('--memory-swap', '--memory-swap', [CompletionResultType]::ParameterName, 'The most memory and swap together; -1 is no limit')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Weight among others that want the processors; 1024 is usual')
            [CompletionResult]::new('--cpu-shares', '--cpu-shares', [CompletionResultType]::ParameterName, 'Weight among others that want the processors; 1024 is usual')
            [CompletionResult]::new('--cpu-period', '--cpu-period', [CompletionResultType]::ParameterName, 'What --cpu-quota is for, in microseconds [default: 100000]')
            [CompletionResult]::new('--cpu-quota', '--cpu-quota', [CompletionResultType]::ParameterName, 'Processor time in a period, in microseconds')
            [CompletionResult]::new('--cpuset-cpus', '--cpuset-cpus', [CompletionResultType]::ParameterName, 'Processors that may be used: 0-2,5')
            [CompletionResult]::new('--cpuset-mems', '--cpuset-mems', [CompletionResultType]::ParameterName, 'Memory nodes that may be used')
            [CompletionResult]::new('--cgroup-parent', '--cgroup-parent', [CompletionResultType]::ParameterName, 'The control group to limit RUN in, instead of that of imgtool')
            [CompletionResult]::new('--pid', '--pid', [CompletionResultType]::ParameterName, 'pid')
            [CompletionResult]::new('--ipc', '--ipc', [CompletionResultType]::ParameterName, 'ipc')
            [CompletionResult]::new('--uts', '--uts', [CompletionResultType]::ParameterName, 'uts')
            [CompletionResult]::new('--cgroupns', '--cgroupns', [CompletionResultType]::ParameterName, 'cgroupns')
            [CompletionResult]::new('--userns', '--userns', [CompletionResultType]::ParameterName, 'userns')
            [CompletionResult]::new('--userns-uid-map', '--userns-uid-map', [CompletionResultType]::ParameterName, 'userns-uid-map')
            [CompletionResult]::new('--userns-gid-map', '--userns-gid-map', [CompletionResultType]::ParameterName, 'userns-gid-map')
            [CompletionResult]::new('--userns-uid-map-user', '--userns-uid-map-user', [CompletionResultType]::ParameterName, 'userns-uid-map-user')
            [CompletionResult]::new('--userns-gid-map-group', '--userns-gid-map-group', [CompletionResultType]::ParameterName, 'userns-gid-map-group')
            [CompletionResult]::new('--runtime', '--runtime', [CompletionResultType]::ParameterName, 'runtime')
            [CompletionResult]::new('--runtime-flag', '--runtime-flag', [CompletionResultType]::ParameterName, 'runtime-flag')
            [CompletionResult]::new('--hooks-dir', '--hooks-dir', [CompletionResultType]::ParameterName, 'hooks-dir')
            [CompletionResult]::new('--layer-label', '--layer-label', [CompletionResultType]::ParameterName, 'layer-label')
            [CompletionResult]::new('--http-proxy', '--http-proxy', [CompletionResultType]::ParameterName, 'http-proxy')
            [CompletionResult]::new('--disable-content-trust', '--disable-content-trust', [CompletionResultType]::ParameterName, 'disable-content-trust')
            [CompletionResult]::new('--add-history', '--add-history', [CompletionResultType]::ParameterName, 'Every step has its line in the history')
            [CompletionResult]::new('--retry', '--retry', [CompletionResultType]::ParameterName, 'Failures of the network are tried again')
            [CompletionResult]::new('--retry-delay', '--retry-delay', [CompletionResultType]::ParameterName, 'The same, later')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--insecure-policy', '--insecure-policy', [CompletionResultType]::ParameterName, 'Allow every image, whatever the policies say')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Nothing but the name is printed anyway')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Nothing but the name is printed anyway')
            [CompletionResult]::new('--no-hosts', '--no-hosts', [CompletionResultType]::ParameterName, 'Leave /etc/hosts as the image has it')
            [CompletionResult]::new('--no-hostname', '--no-hostname', [CompletionResultType]::ParameterName, 'no-hostname')
            [CompletionResult]::new('--logsplit', '--logsplit', [CompletionResultType]::ParameterName, 'logsplit')
            [CompletionResult]::new('--stdin', '--stdin', [CompletionResultType]::ParameterName, 'stdin')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;container;run' {
            [CompletionResult]::new('-u', '-u', [CompletionResultType]::ParameterName, 'Who runs it, instead of the config''s user')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Who runs it, instead of the config''s user')
            [CompletionResult]::new('--workingdir', '--workingdir', [CompletionResultType]::ParameterName, 'Where it runs, instead of the config''s working directory')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'A variable that it sees and the image does not keep; NAME alone takes it from the environment')
            [CompletionResult]::new('--env', '--env', [CompletionResultType]::ParameterName, 'A variable that it sees and the image does not keep; NAME alone takes it from the environment')
            [CompletionResult]::new('--mount', '--mount', [CompletionResultType]::ParameterName, 'As RUN --mount; a bind without `from` shows a directory of this machine')
            [CompletionResult]::new('--secret', '--secret', [CompletionResultType]::ParameterName, 'Show a secret to --mount=type=secret: id=ID, with src=FILE or env=NAME')
            [CompletionResult]::new('--ssh', '--ssh', [CompletionResultType]::ParameterName, 'Show an SSH agent''s socket to --mount=type=ssh: `default`, or ID=SOCKET')
            [CompletionResult]::new('--hostname', '--hostname', [CompletionResultType]::ParameterName, 'What the host is called that the command finds itself on')
            [CompletionResult]::new('--contextdir', '--contextdir', [CompletionResultType]::ParameterName, 'Where relative sources of --mount begin, instead of here')
            [CompletionResult]::new('--pid', '--pid', [CompletionResultType]::ParameterName, 'pid')
            [CompletionResult]::new('--ipc', '--ipc', [CompletionResultType]::ParameterName, 'ipc')
            [CompletionResult]::new('--uts', '--uts', [CompletionResultType]::ParameterName, 'uts')
            [CompletionResult]::new('--cgroupns', '--cgroupns', [CompletionResultType]::ParameterName, 'cgroupns')
            [CompletionResult]::new('--userns', '--userns', [CompletionResultType]::ParameterName, 'userns')
            [CompletionResult]::new('--userns-uid-map', '--userns-uid-map', [CompletionResultType]::ParameterName, 'userns-uid-map')
            [CompletionResult]::new('--userns-gid-map', '--userns-gid-map', [CompletionResultType]::ParameterName, 'userns-gid-map')
            [CompletionResult]::new('--userns-uid-map-user', '--userns-uid-map-user', [CompletionResultType]::ParameterName, 'userns-uid-map-user')
            [CompletionResult]::new('--userns-gid-map-group', '--userns-gid-map-group', [CompletionResultType]::ParameterName, 'userns-gid-map-group')
            [CompletionResult]::new('--runtime', '--runtime', [CompletionResultType]::ParameterName, 'runtime')
            [CompletionResult]::new('--runtime-flag', '--runtime-flag', [CompletionResultType]::ParameterName, 'runtime-flag')
            [CompletionResult]::new('--hooks-dir', '--hooks-dir', [CompletionResultType]::ParameterName, 'hooks-dir')
            [CompletionResult]::new('--layer-label', '--layer-label', [CompletionResultType]::ParameterName, 'layer-label')
            [CompletionResult]::new('--http-proxy', '--http-proxy', [CompletionResultType]::ParameterName, 'http-proxy')
            [CompletionResult]::new('--disable-content-trust', '--disable-content-trust', [CompletionResultType]::ParameterName, 'disable-content-trust')
            [CompletionResult]::new('--add-history', '--add-history', [CompletionResultType]::ParameterName, 'Every step has its line in the history')
            [CompletionResult]::new('--retry', '--retry', [CompletionResultType]::ParameterName, 'Failures of the network are tried again')
            [CompletionResult]::new('--retry-delay', '--retry-delay', [CompletionResultType]::ParameterName, 'The same, later')
            [CompletionResult]::new('--isolation', '--isolation', [CompletionResultType]::ParameterName, 'How it is isolated from this machine')
            [CompletionResult]::new('--network', '--network', [CompletionResultType]::ParameterName, 'The network of RUN: host (the default), none (the loopback device only), or one of its own by private, pasta[:OPTION,…] or slirp4netns[:OPTION,…]')
            [CompletionResult]::new('--add-host', '--add-host', [CompletionResultType]::ParameterName, 'A further line of /etc/hosts; host-gateway is this machine')
            [CompletionResult]::new('--dns', '--dns', [CompletionResultType]::ParameterName, 'Servers that names are asked of, instead of this machine''s; none leaves the image''s own resolv.conf')
            [CompletionResult]::new('--dns-search', '--dns-search', [CompletionResultType]::ParameterName, 'Domains that names are searched in')
            [CompletionResult]::new('--dns-option', '--dns-option', [CompletionResultType]::ParameterName, 'Options of resolv.conf')
            [CompletionResult]::new('--ulimit', '--ulimit', [CompletionResultType]::ParameterName, 'Resource limits: nofile=1024:2048 and others; -1 is no limit')
            [CompletionResult]::new('--shm-size', '--shm-size', [CompletionResultType]::ParameterName, 'The size of /dev/shm, with b, k, m or g [default: 64m]')
            [CompletionResult]::new('--device', '--device', [CompletionResultType]::ParameterName, 'Show a device of this machine, by its path or its CDI name')
            [CompletionResult]::new('--cdi-config-dir', '--cdi-config-dir', [CompletionResultType]::ParameterName, 'Where devices are described (CDI) [default: /etc/cdi, /var/run/cdi, /etc/buildkit/cdi]')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Mount a directory or file of this machine into every RUN')
            [CompletionResult]::new('--volume', '--volume', [CompletionResultType]::ParameterName, 'Mount a directory or file of this machine into every RUN')
            [CompletionResult]::new('--cap-add', '--cap-add', [CompletionResultType]::ParameterName, 'Give a capability more than Docker does, or all')
            [CompletionResult]::new('--cap-drop', '--cap-drop', [CompletionResultType]::ParameterName, 'Take a capability away, or all')
            [CompletionResult]::new('--security-opt', '--security-opt', [CompletionResultType]::ParameterName, 'no-new-privileges: setuid programs give nothing; seccomp=FILE: a filter of system calls as Docker has it, or seccomp=unconfined: none')
            [CompletionResult]::new('--allow', '--allow', [CompletionResultType]::ParameterName, 'Allow what a Dockerfile may ask for: security.insecure for RUN --security=insecure, network.host, device or device=NAME for RUN --device')
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'The most memory, with b, k, m or g')
            [CompletionResult]::new('--memory', '--memory', [CompletionResultType]::ParameterName, 'The most memory, with b, k, m or g')
            [CompletionResult]::new('--memory-swap', '--memory-swap', [CompletionResultType]::ParameterName, 'The most memory and swap together; -1 is no limit')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Weight among others that want the processors; 1024 is usual')
            [CompletionResult]::new('--cpu-shares', '--cpu-shares', [CompletionResultType]::ParameterName, 'Weight among others that want the processors; 1024 is usual')
            [CompletionResult]::new('--cpu-period', '--cpu-period', [CompletionResultType]::ParameterName, 'What --cpu-quota is for, in microseconds [default: 100000]')
            [CompletionResult]::new('--cpu-quota', '--cpu-quota', [CompletionResultType]::ParameterName, 'Processor time in a period, in microseconds')
            [CompletionResult]::new('--cpuset-cpus', '--cpuset-cpus', [CompletionResultType]::ParameterName, 'Processors that may be used: 0-2,5')
            [CompletionResult]::new('--cpuset-mems', '--cpuset-mems', [CompletionResultType]::ParameterName, 'Memory nodes that may be used')
            [CompletionResult]::new('--cgroup-parent', '--cgroup-parent', [CompletionResultType]::ParameterName, 'The control group to limit RUN in, instead of that of imgtool')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'A terminal for the command: there is none')
            [CompletionResult]::new('--terminal', '--terminal', [CompletionResultType]::ParameterName, 'A terminal for the command: there is none')
            [CompletionResult]::new('--no-pivot', '--no-pivot', [CompletionResultType]::ParameterName, 'The command cannot leave its root anyway')
            [CompletionResult]::new('--no-hostname', '--no-hostname', [CompletionResultType]::ParameterName, 'no-hostname')
            [CompletionResult]::new('--logsplit', '--logsplit', [CompletionResultType]::ParameterName, 'logsplit')
            [CompletionResult]::new('--stdin', '--stdin', [CompletionResultType]::ParameterName, 'stdin')
            [CompletionResult]::new('--cache', '--cache', [CompletionResultType]::ParameterName, 'Take the result of the same command on the same files if it is known, without its output')
            [CompletionResult]::new('--no-hosts', '--no-hosts', [CompletionResultType]::ParameterName, 'Leave /etc/hosts as the image has it')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;container;copy' {
            [CompletionResult]::new('--chown', '--chown', [CompletionResultType]::ParameterName, 'Who owns what is copied')
            [CompletionResult]::new('--chmod', '--chmod', [CompletionResultType]::ParameterName, 'The mode of what is copied')
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'Leave these out')
            [CompletionResult]::new('--contextdir', '--contextdir', [CompletionResultType]::ParameterName, 'The directory that sources are below, as the context of a build')
            [CompletionResult]::new('--ignorefile', '--ignorefile', [CompletionResultType]::ParameterName, 'A file with patterns of what is left out, as .dockerignore')
            [CompletionResult]::new('--timestamp', '--timestamp', [CompletionResultType]::ParameterName, 'The time of what is copied (seconds since 1970)')
            [CompletionResult]::new('--checksum', '--checksum', [CompletionResultType]::ParameterName, 'What a file from the web must be: sha256:…')
            [CompletionResult]::new('--add-history', '--add-history', [CompletionResultType]::ParameterName, 'Every step has its line in the history')
            [CompletionResult]::new('--retry', '--retry', [CompletionResultType]::ParameterName, 'Failures of the network are tried again')
            [CompletionResult]::new('--retry-delay', '--retry-delay', [CompletionResultType]::ParameterName, 'The same, later')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Take the files from this working container or image')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Do it, whatever the cache holds')
            [CompletionResult]::new('--link', '--link', [CompletionResultType]::ParameterName, 'Make a layer that needs nothing of those below it')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Said by scripts: there is no output anyway')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Said by scripts: there is no output anyway')
            [CompletionResult]::new('--parents', '--parents', [CompletionResultType]::ParameterName, 'Keep the sources'' parent directories')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;container;add' {
            [CompletionResult]::new('--chown', '--chown', [CompletionResultType]::ParameterName, 'Who owns what is copied')
            [CompletionResult]::new('--chmod', '--chmod', [CompletionResultType]::ParameterName, 'The mode of what is copied')
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'Leave these out')
            [CompletionResult]::new('--contextdir', '--contextdir', [CompletionResultType]::ParameterName, 'The directory that sources are below, as the context of a build')
            [CompletionResult]::new('--ignorefile', '--ignorefile', [CompletionResultType]::ParameterName, 'A file with patterns of what is left out, as .dockerignore')
            [CompletionResult]::new('--timestamp', '--timestamp', [CompletionResultType]::ParameterName, 'The time of what is copied (seconds since 1970)')
            [CompletionResult]::new('--checksum', '--checksum', [CompletionResultType]::ParameterName, 'What a file from the web must be: sha256:…')
            [CompletionResult]::new('--add-history', '--add-history', [CompletionResultType]::ParameterName, 'Every step has its line in the history')
            [CompletionResult]::new('--retry', '--retry', [CompletionResultType]::ParameterName, 'Failures of the network are tried again')
            [CompletionResult]::new('--retry-delay', '--retry-delay', [CompletionResultType]::ParameterName, 'The same, later')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Do it, whatever the cache holds')
            [CompletionResult]::new('--link', '--link', [CompletionResultType]::ParameterName, 'Make a layer that needs nothing of those below it')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Said by scripts: there is no output anyway')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Said by scripts: there is no output anyway')
            [CompletionResult]::new('--keep-git-dir', '--keep-git-dir', [CompletionResultType]::ParameterName, 'Keep .git of what comes from a git repository')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;container;config' {
            [CompletionResult]::new('--created-by', '--created-by', [CompletionResultType]::ParameterName, 'What the history says of the last step')
            [CompletionResult]::new('--comment', '--comment', [CompletionResultType]::ParameterName, 'A remark in the history')
            [CompletionResult]::new('--history-comment', '--history-comment', [CompletionResultType]::ParameterName, 'A remark in the history')
            [CompletionResult]::new('--arch', '--arch', [CompletionResultType]::ParameterName, 'The architecture that the image says it is for')
            [CompletionResult]::new('--variant', '--variant', [CompletionResultType]::ParameterName, 'The variant of the architecture')
            [CompletionResult]::new('--os', '--os', [CompletionResultType]::ParameterName, 'The operating system that the image says it is for')
            [CompletionResult]::new('--os-version', '--os-version', [CompletionResultType]::ParameterName, 'The version of the operating system that the image says it needs')
            [CompletionResult]::new('--os-feature', '--os-feature', [CompletionResultType]::ParameterName, 'A feature of the operating system that the image says it needs')
            [CompletionResult]::new('--unsetlabel', '--unsetlabel', [CompletionResultType]::ParameterName, 'Take a label away, as --label NAME-')
            [CompletionResult]::new('--unsetannotation', '--unsetannotation', [CompletionResultType]::ParameterName, 'Take an annotation away, as --annotation NAME-')
            [CompletionResult]::new('--add-history', '--add-history', [CompletionResultType]::ParameterName, 'Every step has its line in the history')
            [CompletionResult]::new('--retry', '--retry', [CompletionResultType]::ParameterName, 'Failures of the network are tried again')
            [CompletionResult]::new('--retry-delay', '--retry-delay', [CompletionResultType]::ParameterName, 'The same, later')
            [CompletionResult]::new('--workingdir', '--workingdir', [CompletionResultType]::ParameterName, 'Where they begin; made if it is not there, as WORKDIR does')
            [CompletionResult]::new('--entrypoint', '--entrypoint', [CompletionResultType]::ParameterName, 'What starts: words for the shell, or a JSON list')
            [CompletionResult]::new('--cmd', '--cmd', [CompletionResultType]::ParameterName, 'Its arguments, or what starts: words, or a JSON list')
            [CompletionResult]::new('--author', '--author', [CompletionResultType]::ParameterName, 'Who made the image')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'A variable, as ENV')
            [CompletionResult]::new('--env', '--env', [CompletionResultType]::ParameterName, 'A variable, as ENV')
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'A label')
            [CompletionResult]::new('--label', '--label', [CompletionResultType]::ParameterName, 'A label')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'An annotation of the manifest')
            [CompletionResult]::new('--annotation', '--annotation', [CompletionResultType]::ParameterName, 'An annotation of the manifest')
            [CompletionResult]::new('-u', '-u', [CompletionResultType]::ParameterName, 'Who the image''s processes are')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Who the image''s processes are')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'A port that is listened at')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'A port that is listened at')
            [CompletionResult]::new('--exposed-ports', '--exposed-ports', [CompletionResultType]::ParameterName, 'A port that is listened at')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'A place for a volume')
            [CompletionResult]::new('--volume', '--volume', [CompletionResultType]::ParameterName, 'A place for a volume')
            [CompletionResult]::new('--shell', '--shell', [CompletionResultType]::ParameterName, 'The shell of shell commands: words, or a JSON list')
            [CompletionResult]::new('--stop-signal', '--stop-signal', [CompletionResultType]::ParameterName, 'The signal that ends it')
            [CompletionResult]::new('--healthcheck', '--healthcheck', [CompletionResultType]::ParameterName, 'How its health is checked: `CMD words`, `CMD-SHELL text` or NONE')
            [CompletionResult]::new('--healthcheck-interval', '--healthcheck-interval', [CompletionResultType]::ParameterName, 'Time between checks')
            [CompletionResult]::new('--healthcheck-timeout', '--healthcheck-timeout', [CompletionResultType]::ParameterName, 'Time that a check may take')
            [CompletionResult]::new('--healthcheck-start-period', '--healthcheck-start-period', [CompletionResultType]::ParameterName, 'Time that it may take to start')
            [CompletionResult]::new('--healthcheck-start-interval', '--healthcheck-start-interval', [CompletionResultType]::ParameterName, 'Time between checks while it starts')
            [CompletionResult]::new('--healthcheck-retries', '--healthcheck-retries', [CompletionResultType]::ParameterName, 'Failures in a row that mean it is ill')
            [CompletionResult]::new('--onbuild', '--onbuild', [CompletionResultType]::ParameterName, 'An instruction for whoever builds on the image')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;container;commit' {
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'A further name; may be given several times')
            [CompletionResult]::new('--tag', '--tag', [CompletionResultType]::ParameterName, 'A further name; may be given several times')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'The document format of the image')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'The document format of the image')
            [CompletionResult]::new('--timestamp', '--timestamp', [CompletionResultType]::ParameterName, 'Set every time in the new layers and in the config to this (seconds since 1970)')
            [CompletionResult]::new('--source-date-epoch', '--source-date-epoch', [CompletionResultType]::ParameterName, 'The time of the image, and the latest of its new files (seconds since 1970)')
            [CompletionResult]::new('--annotation', '--annotation', [CompletionResultType]::ParameterName, 'An annotation of this image alone')
            [CompletionResult]::new('--unsetannotation', '--unsetannotation', [CompletionResultType]::ParameterName, 'Leave an annotation out')
            [CompletionResult]::new('--unsetenv', '--unsetenv', [CompletionResultType]::ParameterName, 'Leave a variable out')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'An instruction of a Dockerfile that makes no layer, for this image alone')
            [CompletionResult]::new('--change', '--change', [CompletionResultType]::ParameterName, 'An instruction of a Dockerfile that makes no layer, for this image alone')
            [CompletionResult]::new('--rewrite-timestamp', '--rewrite-timestamp', [CompletionResultType]::ParameterName, 'New files are never younger than --source-date-epoch here')
            [CompletionResult]::new('--identity-label', '--identity-label', [CompletionResultType]::ParameterName, 'There is no such label here')
            [CompletionResult]::new('--created-annotation', '--created-annotation', [CompletionResultType]::ParameterName, 'There is no such annotation here')
            [CompletionResult]::new('--add-history', '--add-history', [CompletionResultType]::ParameterName, 'Every step has its line in the history')
            [CompletionResult]::new('--retry', '--retry', [CompletionResultType]::ParameterName, 'Failures of the network are tried again')
            [CompletionResult]::new('--retry-delay', '--retry-delay', [CompletionResultType]::ParameterName, 'The same, later')
            [CompletionResult]::new('--iidfile', '--iidfile', [CompletionResultType]::ParameterName, 'Write the image''s ID (its config''s digest) to a file')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--squash', '--squash', [CompletionResultType]::ParameterName, 'Make one layer of all, the base''s too')
            [CompletionResult]::new('--omit-history', '--omit-history', [CompletionResultType]::ParameterName, 'Leave the history out')
            [CompletionResult]::new('-D', '-D ', [CompletionResultType]::ParameterName, 'Do not compress layers')
            [CompletionResult]::new('--disable-compression', '--disable-compression', [CompletionResultType]::ParameterName, 'Do not compress layers')
            [CompletionResult]::new('--rm', '--rm', [CompletionResultType]::ParameterName, 'Remove the container then')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing but the image''s ID, which is so anyway')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing but the image''s ID, which is so anyway')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;container;ls' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'A Go template for each instead of a table: {{.ContainerName}} {{.ContainerID}} {{.ImageName}} {{.MountPoint}}')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Only those whose name, id or ancestor (the base) holds the text')
            [CompletionResult]::new('--filter', '--filter', [CompletionResultType]::ParameterName, 'Only those whose name, id or ancestor (the base) holds the text')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only the names')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only the names')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'No headings')
            [CompletionResult]::new('--noheading', '--noheading', [CompletionResultType]::ParameterName, 'No headings')
            [CompletionResult]::new('--notruncate', '--notruncate', [CompletionResultType]::ParameterName, 'Whole IDs')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'There are no others')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'There are no others')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;container;list' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'A Go template for each instead of a table: {{.ContainerName}} {{.ContainerID}} {{.ImageName}} {{.MountPoint}}')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Only those whose name, id or ancestor (the base) holds the text')
            [CompletionResult]::new('--filter', '--filter', [CompletionResultType]::ParameterName, 'Only those whose name, id or ancestor (the base) holds the text')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only the names')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only the names')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'No headings')
            [CompletionResult]::new('--noheading', '--noheading', [CompletionResultType]::ParameterName, 'No headings')
            [CompletionResult]::new('--notruncate', '--notruncate', [CompletionResultType]::ParameterName, 'Whole IDs')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'There are no others')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'There are no others')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;container;ps' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'A Go template for each instead of a table: {{.ContainerName}} {{.ContainerID}} {{.ImageName}} {{.MountPoint}}')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Only those whose name, id or ancestor (the base) holds the text')
            [CompletionResult]::new('--filter', '--filter', [CompletionResultType]::ParameterName, 'Only those whose name, id or ancestor (the base) holds the text')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only the names')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only the names')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'No headings')
            [CompletionResult]::new('--noheading', '--noheading', [CompletionResultType]::ParameterName, 'No headings')
            [CompletionResult]::new('--notruncate', '--notruncate', [CompletionResultType]::ParameterName, 'Whole IDs')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'There are no others')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'There are no others')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;container;rm' {
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'Remove all')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Remove all')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;container;delete' {
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'Remove all')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Remove all')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;container;mount' {
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--notruncate', '--notruncate', [CompletionResultType]::ParameterName, 'Names and paths are never cut, which is so anyway')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;container;unmount' {
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'Unmount all that are mounted')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Unmount all that are mounted')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;container;umount' {
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'Unmount all that are mounted')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Unmount all that are mounted')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;container;rename' {
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;container;inspect' {
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'A Go template or a JSON path instead of all')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'A Go template or a JSON path instead of all')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'What the name stands for')
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'What the name stands for')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;container;diff' {
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;container;help' {
            [CompletionResult]::new('from', 'from', [CompletionResultType]::ParameterValue, 'Make a working container of an image, or of nothing (scratch), and print its name')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Run a command in it and keep what it changes as a layer')
            [CompletionResult]::new('copy', 'copy', [CompletionResultType]::ParameterValue, 'Copy files into it, as COPY does')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Copy files into it, unpack archives, fetch from the web, as ADD does')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Change what its image says: environment, entry point, labels and others')
            [CompletionResult]::new('commit', 'commit', [CompletionResultType]::ParameterValue, 'Make an image of it, and print the image''s ID')
            [CompletionResult]::new('ls', 'ls', [CompletionResultType]::ParameterValue, 'List the working containers')
            [CompletionResult]::new('rm', 'rm', [CompletionResultType]::ParameterValue, 'Remove working containers')
            [CompletionResult]::new('mount', 'mount', [CompletionResultType]::ParameterValue, 'Mount their files, and print where; without a name, list what is mounted')
            [CompletionResult]::new('unmount', 'unmount', [CompletionResultType]::ParameterValue, 'Unmount their files; what was changed there stays')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Give it another name')
            [CompletionResult]::new('inspect', 'inspect', [CompletionResultType]::ParameterValue, 'Show what it is so far')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'Show which files differ from its base')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'imgtool;container;help;from' {
            break
        }
        'imgtool;container;help;run' {
            break
        }
        'imgtool;container;help;copy' {
            break
        }
        'imgtool;container;help;add' {
            break
        }
        'imgtool;container;help;config' {
            break
        }
        'imgtool;container;help;commit' {
            break
        }
        'imgtool;container;help;ls' {
            break
        }
        'imgtool;container;help;rm' {
            break
        }
        'imgtool;container;help;mount' {
            break
        }
        'imgtool;container;help;unmount' {
            break
        }
        'imgtool;container;help;rename' {
            break
        }
        'imgtool;container;help;inspect' {
            break
        }
        'imgtool;container;help;diff' {
            break
        }
        'imgtool;container;help;help' {
            break
        }
        'imgtool;cache-mount' {
            [CompletionResult]::new('--isolation', '--isolation', [CompletionResultType]::ParameterName, 'How RUN is isolated, where the cache was filled')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('ls', 'ls', [CompletionResultType]::ParameterValue, 'List the caches by their ids (a cache without an id has its target for one)')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write the content of a cache as a tar archive')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Make the content of a tar archive that of a cache, instead of what it held')
            [CompletionResult]::new('rm', 'rm', [CompletionResultType]::ParameterValue, 'Remove caches')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'imgtool;cache-mount;ls' {
            [CompletionResult]::new('--isolation', '--isolation', [CompletionResultType]::ParameterName, 'How RUN is isolated, where the cache was filled')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'As JSON')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;cache-mount;export' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The archive [default: standard output]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The archive [default: standard output]')
            [CompletionResult]::new('--compression', '--compression', [CompletionResultType]::ParameterName, 'How it is compressed: gzip, zstd or none, with an optional level')
            [CompletionResult]::new('--isolation', '--isolation', [CompletionResultType]::ParameterName, 'How RUN is isolated, where the cache was filled')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;cache-mount;import' {
            [CompletionResult]::new('--isolation', '--isolation', [CompletionResultType]::ParameterName, 'How RUN is isolated, where the cache was filled')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;cache-mount;rm' {
            [CompletionResult]::new('--isolation', '--isolation', [CompletionResultType]::ParameterName, 'How RUN is isolated, where the cache was filled')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;cache-mount;help' {
            [CompletionResult]::new('ls', 'ls', [CompletionResultType]::ParameterValue, 'List the caches by their ids (a cache without an id has its target for one)')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write the content of a cache as a tar archive')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Make the content of a tar archive that of a cache, instead of what it held')
            [CompletionResult]::new('rm', 'rm', [CompletionResultType]::ParameterValue, 'Remove caches')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'imgtool;cache-mount;help;ls' {
            break
        }
        'imgtool;cache-mount;help;export' {
            break
        }
        'imgtool;cache-mount;help;import' {
            break
        }
        'imgtool;cache-mount;help;rm' {
            break
        }
        'imgtool;cache-mount;help;help' {
            break
        }
        'imgtool;store' {
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('df', 'df', [CompletionResultType]::ParameterValue, 'Show how much room everything takes, and what could be freed')
            [CompletionResult]::new('du', 'du', [CompletionResultType]::ParameterValue, 'Show how much room everything takes, and what could be freed')
            [CompletionResult]::new('ls', 'ls', [CompletionResultType]::ParameterValue, 'List the images that have a name')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the images that have a name')
            [CompletionResult]::new('images', 'images', [CompletionResultType]::ParameterValue, 'List the images that have a name')
            [CompletionResult]::new('rm', 'rm', [CompletionResultType]::ParameterValue, 'Remove names of images; what nothing else names goes at the next prune')
            [CompletionResult]::new('untag', 'untag', [CompletionResultType]::ParameterValue, 'Remove names of images; what nothing else names goes at the next prune')
            [CompletionResult]::new('prune', 'prune', [CompletionResultType]::ParameterValue, 'Free what nothing names, beside running builds; with conditions, the cache as well')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Read everything again and compare it with its digest; exits with 1 where something is damaged')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Read everything again and compare it with its digest; exits with 1 where something is damaged')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'imgtool;store;df' {
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Each thing in a line of its own')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Each thing in a line of its own')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;store;du' {
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Each thing in a line of its own')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Each thing in a line of its own')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;store;ls' {
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only the names')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only the names')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;store;list' {
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only the names')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only the names')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;store;images' {
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only the names')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only the names')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;store;rm' {
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--ignore', '--ignore', [CompletionResultType]::ParameterName, 'A name that is not there is no failure')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;store;untag' {
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--ignore', '--ignore', [CompletionResultType]::ParameterName, 'A name that is not there is no failure')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;store;prune' {
            [CompletionResult]::new('--keep-storage', '--keep-storage', [CompletionResultType]::ParameterName, 'Keep so much of the cache, what was used last: 10GB, 512M')
            [CompletionResult]::new('--max-used-space', '--max-used-space', [CompletionResultType]::ParameterName, 'Keep so much of the cache, what was used last: 10GB, 512M')
            [CompletionResult]::new('--older-than', '--older-than', [CompletionResultType]::ParameterName, 'Only what was not used for so long: 12h, 14d')
            [CompletionResult]::new('--filter', '--filter', [CompletionResultType]::ParameterName, 'As docker has it: until=DURATION')
            [CompletionResult]::new('--isolation', '--isolation', [CompletionResultType]::ParameterName, 'How RUN is isolated, where layers were unpacked')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The whole cache: everything but what has a name or is in use')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'The whole cache: everything but what has a name or is in use')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would go, and leave it')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Nothing is asked anyway')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Nothing is asked anyway')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;store;verify' {
            [CompletionResult]::new('--isolation', '--isolation', [CompletionResultType]::ParameterName, 'How RUN is isolated, where layers were unpacked')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--repair', '--repair', [CompletionResultType]::ParameterName, 'Remove what is damaged: it is fetched or made again when it is needed')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;store;check' {
            [CompletionResult]::new('--isolation', '--isolation', [CompletionResultType]::ParameterName, 'How RUN is isolated, where layers were unpacked')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--repair', '--repair', [CompletionResultType]::ParameterName, 'Remove what is damaged: it is fetched or made again when it is needed')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;store;help' {
            [CompletionResult]::new('df', 'df', [CompletionResultType]::ParameterValue, 'Show how much room everything takes, and what could be freed')
            [CompletionResult]::new('ls', 'ls', [CompletionResultType]::ParameterValue, 'List the images that have a name')
            [CompletionResult]::new('rm', 'rm', [CompletionResultType]::ParameterValue, 'Remove names of images; what nothing else names goes at the next prune')
            [CompletionResult]::new('prune', 'prune', [CompletionResultType]::ParameterValue, 'Free what nothing names, beside running builds; with conditions, the cache as well')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Read everything again and compare it with its digest; exits with 1 where something is damaged')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'imgtool;store;help;df' {
            break
        }
        'imgtool;store;help;ls' {
            break
        }
        'imgtool;store;help;rm' {
            break
        }
        'imgtool;store;help;prune' {
            break
        }
        'imgtool;store;help;verify' {
            break
        }
        'imgtool;store;help;help' {
            break
        }
        'imgtool;rebase' {
            [CompletionResult]::new('--old-base', '--old-base', [CompletionResultType]::ParameterName, 'The base that it is built on [default: what the image says of it]')
            [CompletionResult]::new('--new-base', '--new-base', [CompletionResultType]::ParameterName, 'The base that it is to be on [default: what the old one''s name points at now]')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'What the result is called; a bare name is one in a registry [default: as the image]')
            [CompletionResult]::new('--tag', '--tag', [CompletionResultType]::ParameterName, 'What the result is called; a bare name is one in a registry [default: as the image]')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'Only this platform''s image of an index')
            [CompletionResult]::new('--report', '--report', [CompletionResultType]::ParameterName, 'Write the report: json, html or text, to standard output or a file. May be given several times')
            [CompletionResult]::new('--report-file', '--report-file', [CompletionResultType]::ParameterName, 'The file for the report that has none of its own')
            [CompletionResult]::new('--digestfile', '--digestfile', [CompletionResultType]::ParameterName, 'Write the digest of the result to a file')
            [CompletionResult]::new('--sign', '--sign', [CompletionResultType]::ParameterName, 'Sign the result where it was put, in both forms, an index with all its images: a private key as for imgtool sign')
            [CompletionResult]::new('--sign-key', '--sign-key', [CompletionResultType]::ParameterName, 'Sign the result where it was put, in both forms, an index with all its images: a private key as for imgtool sign')
            [CompletionResult]::new('--sign-by-sigstore-private-key', '--sign-by-sigstore-private-key', [CompletionResultType]::ParameterName, 'Sign the result where it was put, in both forms, an index with all its images: a private key as for imgtool sign')
            [CompletionResult]::new('--sign-passphrase-file', '--sign-passphrase-file', [CompletionResultType]::ParameterName, 'The file with the key''s password [default: $COSIGN_PASSWORD, else asked for]')
            [CompletionResult]::new('--sign-identity', '--sign-identity', [CompletionResultType]::ParameterName, 'The name that is signed along [default: the destination with its tag]')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Only look whether it would be safe: exit code 0 if so, 1 if not, or if somebody should look')
            [CompletionResult]::new('--no-check', '--no-check', [CompletionResultType]::ParameterName, 'Do not look into layers: nothing but manifests and configs is read')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Rebase even if it is not safe')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Rebase even if it is not safe')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Do everything but write the result')
            [CompletionResult]::new('--all-tags', '--all-tags', [CompletionResultType]::ParameterName, 'IMAGE is a repository: rebase each tag that is built on the old base')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;mutate' {
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]')
            [CompletionResult]::new('--tag', '--tag', [CompletionResultType]::ParameterName, 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]')
            [CompletionResult]::new('--new_tag', '--new_tag', [CompletionResultType]::ParameterName, 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'Of an index, take this platform''s image only')
            [CompletionResult]::new('--digestfile', '--digestfile', [CompletionResultType]::ParameterName, 'Write the digest of the result to a file')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
            [CompletionResult]::new('--author', '--author', [CompletionResultType]::ParameterName, 'Who made the image')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'A variable, as ENV')
            [CompletionResult]::new('--env', '--env', [CompletionResultType]::ParameterName, 'A variable, as ENV')
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'A label')
            [CompletionResult]::new('--label', '--label', [CompletionResultType]::ParameterName, 'A label')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'An annotation of the manifest')
            [CompletionResult]::new('--annotation', '--annotation', [CompletionResultType]::ParameterName, 'An annotation of the manifest')
            [CompletionResult]::new('-u', '-u', [CompletionResultType]::ParameterName, 'Who the image''s processes are')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Who the image''s processes are')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'A port that is listened at')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'A port that is listened at')
            [CompletionResult]::new('--exposed-ports', '--exposed-ports', [CompletionResultType]::ParameterName, 'A port that is listened at')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'A place for a volume')
            [CompletionResult]::new('--volume', '--volume', [CompletionResultType]::ParameterName, 'A place for a volume')
            [CompletionResult]::new('--shell', '--shell', [CompletionResultType]::ParameterName, 'The shell of shell commands: words, or a JSON list')
            [CompletionResult]::new('--stop-signal', '--stop-signal', [CompletionResultType]::ParameterName, 'The signal that ends it')
            [CompletionResult]::new('--healthcheck', '--healthcheck', [CompletionResultType]::ParameterName, 'How its health is checked: `CMD words`, `CMD-SHELL text` or NONE')
            [CompletionResult]::new('--healthcheck-interval', '--healthcheck-interval', [CompletionResultType]::ParameterName, 'Time between checks')
            [CompletionResult]::new('--healthcheck-timeout', '--healthcheck-timeout', [CompletionResultType]::ParameterName, 'Time that a check may take')
            [CompletionResult]::new('--healthcheck-start-period', '--healthcheck-start-period', [CompletionResultType]::ParameterName, 'Time that it may take to start')
            [CompletionResult]::new('--healthcheck-start-interval', '--healthcheck-start-interval', [CompletionResultType]::ParameterName, 'Time between checks while it starts')
            [CompletionResult]::new('--healthcheck-retries', '--healthcheck-retries', [CompletionResultType]::ParameterName, 'Failures in a row that mean it is ill')
            [CompletionResult]::new('--onbuild', '--onbuild', [CompletionResultType]::ParameterName, 'An instruction for whoever builds on the image')
            [CompletionResult]::new('--entrypoint', '--entrypoint', [CompletionResultType]::ParameterName, 'What starts: words with commas between, or a JSON list. The CMD goes, unless it is given, too')
            [CompletionResult]::new('--cmd', '--cmd', [CompletionResultType]::ParameterName, 'Its arguments, or what starts: words with commas between, or a JSON list')
            [CompletionResult]::new('-w', '-w', [CompletionResultType]::ParameterName, 'Where it starts')
            [CompletionResult]::new('--workdir', '--workdir', [CompletionResultType]::ParameterName, 'Where it starts')
            [CompletionResult]::new('--workingdir', '--workingdir', [CompletionResultType]::ParameterName, 'Where it starts')
            [CompletionResult]::new('--unset-env', '--unset-env', [CompletionResultType]::ParameterName, 'Remove a variable')
            [CompletionResult]::new('--unsetenv', '--unsetenv', [CompletionResultType]::ParameterName, 'Remove a variable')
            [CompletionResult]::new('--unset-label', '--unset-label', [CompletionResultType]::ParameterName, 'Remove a label')
            [CompletionResult]::new('--unsetlabel', '--unsetlabel', [CompletionResultType]::ParameterName, 'Remove a label')
            [CompletionResult]::new('--unset-annotation', '--unset-annotation', [CompletionResultType]::ParameterName, 'Remove an annotation')
            [CompletionResult]::new('--unsetannotation', '--unsetannotation', [CompletionResultType]::ParameterName, 'Remove an annotation')
            [CompletionResult]::new('--created', '--created', [CompletionResultType]::ParameterName, 'When the image was made: seconds since 1970, or RFC 3339')
            [CompletionResult]::new('--timestamp', '--timestamp', [CompletionResultType]::ParameterName, 'When the image was made: seconds since 1970, or RFC 3339')
            [CompletionResult]::new('--set-platform', '--set-platform', [CompletionResultType]::ParameterName, 'The platform that the image says it is for')
            [CompletionResult]::new('--append', '--append', [CompletionResultType]::ParameterName, 'Add an archive or a directory as a layer')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;append' {
            [CompletionResult]::new('-b', '-b', [CompletionResultType]::ParameterName, 'The image, as crane names it')
            [CompletionResult]::new('--base', '--base', [CompletionResultType]::ParameterName, 'The image, as crane names it')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'A tar archive (compressed or not, - is standard input) or a directory')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'A tar archive (compressed or not, - is standard input) or a directory')
            [CompletionResult]::new('--new_layer', '--new_layer', [CompletionResultType]::ParameterName, 'A tar archive (compressed or not, - is standard input) or a directory')
            [CompletionResult]::new('--compression', '--compression', [CompletionResultType]::ParameterName, 'How plain archives and directories are compressed: gzip, zstd or none, with an optional level')
            [CompletionResult]::new('--timestamp', '--timestamp', [CompletionResultType]::ParameterName, 'The time of the files of directories and of the documents: seconds since 1970, or RFC 3339')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]')
            [CompletionResult]::new('--tag', '--tag', [CompletionResultType]::ParameterName, 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]')
            [CompletionResult]::new('--new_tag', '--new_tag', [CompletionResultType]::ParameterName, 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'Of an index, take this platform''s image only')
            [CompletionResult]::new('--digestfile', '--digestfile', [CompletionResultType]::ParameterName, 'Write the digest of the result to a file')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;flatten' {
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]')
            [CompletionResult]::new('--tag', '--tag', [CompletionResultType]::ParameterName, 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]')
            [CompletionResult]::new('--new_tag', '--new_tag', [CompletionResultType]::ParameterName, 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'Of an index, take this platform''s image only')
            [CompletionResult]::new('--digestfile', '--digestfile', [CompletionResultType]::ParameterName, 'Write the digest of the result to a file')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
            [CompletionResult]::new('--compression', '--compression', [CompletionResultType]::ParameterName, 'How the layer is compressed: gzip, zstd or none, with an optional level [default: as the image''s last layer]')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;squash' {
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]')
            [CompletionResult]::new('--tag', '--tag', [CompletionResultType]::ParameterName, 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]')
            [CompletionResult]::new('--new_tag', '--new_tag', [CompletionResultType]::ParameterName, 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'Of an index, take this platform''s image only')
            [CompletionResult]::new('--digestfile', '--digestfile', [CompletionResultType]::ParameterName, 'Write the digest of the result to a file')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'The first of them: its digest, its diff ID, or its number (1 is the lowest, -3 the third from the top)')
            [CompletionResult]::new('--compression', '--compression', [CompletionResultType]::ParameterName, 'How the layer is compressed: gzip, zstd or none, with an optional level [default: as the image''s last layer]')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;rm-path' {
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]')
            [CompletionResult]::new('--tag', '--tag', [CompletionResultType]::ParameterName, 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]')
            [CompletionResult]::new('--new_tag', '--new_tag', [CompletionResultType]::ParameterName, 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'Of an index, take this platform''s image only')
            [CompletionResult]::new('--digestfile', '--digestfile', [CompletionResultType]::ParameterName, 'Write the digest of the result to a file')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Go on where the image has none of a path')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Go on where the image has none of a path')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;strip' {
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]')
            [CompletionResult]::new('--tag', '--tag', [CompletionResultType]::ParameterName, 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]')
            [CompletionResult]::new('--new_tag', '--new_tag', [CompletionResultType]::ParameterName, 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'Of an index, take this platform''s image only')
            [CompletionResult]::new('--digestfile', '--digestfile', [CompletionResultType]::ParameterName, 'Write the digest of the result to a file')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
            [CompletionResult]::new('--timestamp', '--timestamp', [CompletionResultType]::ParameterName, 'Set the times of all files, and in the documents: seconds since 1970, or RFC 3339')
            [CompletionResult]::new('--timestamps', '--timestamps', [CompletionResultType]::ParameterName, 'Set the times of all files, and in the documents: seconds since 1970, or RFC 3339')
            [CompletionResult]::new('--preset', '--preset', [CompletionResultType]::ParameterName, 'Take out well-known files of this kind')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--history', '--history', [CompletionResultType]::ParameterName, 'The history [default, with the next four, where nothing is chosen]')
            [CompletionResult]::new('--labels', '--labels', [CompletionResultType]::ParameterName, 'The labels')
            [CompletionResult]::new('--annotations', '--annotations', [CompletionResultType]::ParameterName, 'The manifest''s annotations')
            [CompletionResult]::new('--empty-layers', '--empty-layers', [CompletionResultType]::ParameterName, 'Layers without a file')
            [CompletionResult]::new('--created', '--created', [CompletionResultType]::ParameterName, 'The author, and the times in the documents')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;recompress' {
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]')
            [CompletionResult]::new('--tag', '--tag', [CompletionResultType]::ParameterName, 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]')
            [CompletionResult]::new('--new_tag', '--new_tag', [CompletionResultType]::ParameterName, 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'Of an index, take this platform''s image only')
            [CompletionResult]::new('--digestfile', '--digestfile', [CompletionResultType]::ParameterName, 'Write the digest of the result to a file')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
            [CompletionResult]::new('--compression', '--compression', [CompletionResultType]::ParameterName, 'gzip, zstd or none; with a level, layers that have the method already are compressed anew')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;convert' {
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]')
            [CompletionResult]::new('--tag', '--tag', [CompletionResultType]::ParameterName, 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]')
            [CompletionResult]::new('--new_tag', '--new_tag', [CompletionResultType]::ParameterName, 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'Of an index, take this platform''s image only')
            [CompletionResult]::new('--digestfile', '--digestfile', [CompletionResultType]::ParameterName, 'Write the digest of the result to a file')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'The family of documents: oci, or docker (v2s2)')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'The family of documents: oci, or docker (v2s2)')
            [CompletionResult]::new('--compression', '--compression', [CompletionResultType]::ParameterName, 'Compress the layers otherwise, too: gzip, zstd or none, with an optional level')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;platform' {
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]')
            [CompletionResult]::new('--tag', '--tag', [CompletionResultType]::ParameterName, 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]')
            [CompletionResult]::new('--new_tag', '--new_tag', [CompletionResultType]::ParameterName, 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'Of an index, take this platform''s image only')
            [CompletionResult]::new('--digestfile', '--digestfile', [CompletionResultType]::ParameterName, 'Write the digest of the result to a file')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'The platform that the image is to say it is for: os/arch[/variant]')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;distill' {
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]')
            [CompletionResult]::new('--tag', '--tag', [CompletionResultType]::ParameterName, 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]')
            [CompletionResult]::new('--new_tag', '--new_tag', [CompletionResultType]::ParameterName, 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'Of an index, take this platform''s image only')
            [CompletionResult]::new('--digestfile', '--digestfile', [CompletionResultType]::ParameterName, 'Write the digest of the result to a file')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
            [CompletionResult]::new('--keep', '--keep', [CompletionResultType]::ParameterName, 'Keep this, too: a file, a directory with all in it, or a pattern as in .dockerignore')
            [CompletionResult]::new('--entrypoint', '--entrypoint', [CompletionResultType]::ParameterName, 'A program that must run: words, or a JSON list [default: the image''s entry point and CMD]')
            [CompletionResult]::new('--with', '--with', [CompletionResultType]::ParameterName, 'What else there should be')
            [CompletionResult]::new('--compression', '--compression', [CompletionResultType]::ParameterName, 'How the layer is compressed: gzip, zstd or none, with an optional level [default: as the image''s last layer]')
            [CompletionResult]::new('--report', '--report', [CompletionResultType]::ParameterName, 'Print what was kept and what was left out')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;script' {
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'Name the result of the last container; a bare name is one in the local store. May be given several times')
            [CompletionResult]::new('--tag', '--tag', [CompletionResultType]::ParameterName, 'Name the result of the last container; a bare name is one in the local store. May be given several times')
            [CompletionResult]::new('--build-arg', '--build-arg', [CompletionResultType]::ParameterName, 'Set a variable that the script declares with arg; NAME alone takes it from the environment')
            [CompletionResult]::new('--timestamp', '--timestamp', [CompletionResultType]::ParameterName, 'Set every time that the steps put into the image to this (seconds since 1970)')
            [CompletionResult]::new('--iidfile', '--iidfile', [CompletionResultType]::ParameterName, 'Write the image''s ID (its config''s digest) to a file')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--watch', '--watch', [CompletionResultType]::ParameterName, 'Do it again whenever the script or a file that it copies changes, until Ctrl-C')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;sbom' {
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'This platform''s image of an index [default: this machine''s]')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'The form')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The document [default: standard output]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The document [default: standard output]')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;audit' {
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'This platform''s image of an index [default: this machine''s]')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
            [CompletionResult]::new('--osv', '--osv', [CompletionResultType]::ParameterName, 'Known flaws in the OSV form: a record, an archive of records (all.zip), or a directory of these. May be given several times')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'The form')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'The exit code is 1 where a finding is this bad, or worse')
            [CompletionResult]::new('--skip', '--skip', [CompletionResultType]::ParameterName, 'Leave out a rule, or a flaw by its name (CVE-…). May be given several times')
            [CompletionResult]::new('--max-age', '--max-age', [CompletionResultType]::ParameterName, 'An image or its packages are old after as many days')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
            [CompletionResult]::new('--check-base', '--check-base', [CompletionResultType]::ParameterName, 'Ask the registry that the image names as its base''s whether the base''s tag has moved on')
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
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
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
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'The policy that says which images are allowed: imgtool''s (.yaml) or containers-policy.json(5) [default: $XDG_CONFIG_HOME/containers/policy.json, then /etc/containers/policy.json, where they exist]')
            [CompletionResult]::new('--tls-verify', '--tls-verify', [CompletionResultType]::ParameterName, 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http')
            [CompletionResult]::new('--creds', '--creds', [CompletionResultType]::ParameterName, 'Credentials for the registry, instead of those on file')
            [CompletionResult]::new('--authfile', '--authfile', [CompletionResultType]::ParameterName, 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]')
            [CompletionResult]::new('--cert-dir', '--cert-dir', [CompletionResultType]::ParameterName, 'A directory with a CA certificate, client certificate and key for the registry')
            [CompletionResult]::new('--retry-times', '--retry-times', [CompletionResultType]::ParameterName, 'Try a request so many times more after a failure that may pass')
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
            [CompletionResult]::new('--insecure-policy', '--insecure-policy', [CompletionResultType]::ParameterName, 'Allow every image, whatever the policies say')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say more about what is decided and why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imgtool;unshare' {
            [CompletionResult]::new('--isolation', '--isolation', [CompletionResultType]::ParameterName, 'How to get there')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'How to show progress')
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
            [CompletionResult]::new('dockerfile', 'dockerfile', [CompletionResultType]::ParameterValue, 'Format a Dockerfile, or show its tree or its stages')
            [CompletionResult]::new('info', 'info', [CompletionResultType]::ParameterValue, 'Show what this machine lets RUN be isolated by, and what would allow more')
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
            [CompletionResult]::new('explore', 'explore', [CompletionResultType]::ParameterValue, 'Look through the layers and files of an image, and at what they waste')
            [CompletionResult]::new('validate', 'validate', [CompletionResultType]::ParameterValue, 'Check everything that an image is made of')
            [CompletionResult]::new('tag', 'tag', [CompletionResultType]::ParameterValue, 'Give an image further names in its place, without moving anything')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete images, or only their tags')
            [CompletionResult]::new('index', 'index', [CompletionResultType]::ParameterValue, 'Make and change indexes of several images')
            [CompletionResult]::new('artifact', 'artifact', [CompletionResultType]::ParameterValue, 'Push, pull, attach and list artifacts: files with a type')
            [CompletionResult]::new('referrers', 'referrers', [CompletionResultType]::ParameterValue, 'Show what is attached to an image: signatures, SBOMs, attestations')
            [CompletionResult]::new('keygen', 'keygen', [CompletionResultType]::ParameterValue, 'Make a key pair for signing')
            [CompletionResult]::new('sign', 'sign', [CompletionResultType]::ParameterValue, 'Sign images: attach signatures, as cosign does')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check that images are signed, as cosign does')
            [CompletionResult]::new('attest', 'attest', [CompletionResultType]::ParameterValue, 'Attach signed statements to images: provenance, SBOMs, and others')
            [CompletionResult]::new('verify-attestation', 'verify-attestation', [CompletionResultType]::ParameterValue, 'Check that images have attestations of a type')
            [CompletionResult]::new('signatures', 'signatures', [CompletionResultType]::ParameterValue, 'Show the signatures and attestations of an image, unverified')
            [CompletionResult]::new('trust', 'trust', [CompletionResultType]::ParameterValue, 'Get the trusted root from a TUF repository, and keep it fresh')
            [CompletionResult]::new('container', 'container', [CompletionResultType]::ParameterValue, 'Build an image step by step, without a Dockerfile')
            [CompletionResult]::new('cache-mount', 'cache-mount', [CompletionResultType]::ParameterValue, 'List, export, import and remove what RUN --mount=type=cache keeps')
            [CompletionResult]::new('store', 'store', [CompletionResultType]::ParameterValue, 'Look into the local store, check it, and free what nothing needs')
            [CompletionResult]::new('rebase', 'rebase', [CompletionResultType]::ParameterValue, 'Put an image on another base without building it again')
            [CompletionResult]::new('mutate', 'mutate', [CompletionResultType]::ParameterValue, 'Change an image''s config and annotations; its layers stay')
            [CompletionResult]::new('append', 'append', [CompletionResultType]::ParameterValue, 'Add archives and directories to an image, a layer each')
            [CompletionResult]::new('flatten', 'flatten', [CompletionResultType]::ParameterValue, 'Make one layer of all layers of an image')
            [CompletionResult]::new('squash', 'squash', [CompletionResultType]::ParameterValue, 'Make one layer of an image''s layers from a certain one on')
            [CompletionResult]::new('rm-path', 'rm-path', [CompletionResultType]::ParameterValue, 'Take files out of all layers of an image, so that their content is nowhere any more')
            [CompletionResult]::new('strip', 'strip', [CompletionResultType]::ParameterValue, 'Take out of an image what says how it was made, or files that nobody needs')
            [CompletionResult]::new('recompress', 'recompress', [CompletionResultType]::ParameterValue, 'Compress the layers of an image otherwise')
            [CompletionResult]::new('convert', 'convert', [CompletionResultType]::ParameterValue, 'Convert an image between OCI''s and Docker''s documents')
            [CompletionResult]::new('platform', 'platform', [CompletionResultType]::ParameterValue, 'Show the platform of an image, or change what it says')
            [CompletionResult]::new('distill', 'distill', [CompletionResultType]::ParameterValue, 'Make an image of the files alone that certain programs need')
            [CompletionResult]::new('script', 'script', [CompletionResultType]::ParameterValue, 'Build an image by the steps of a script')
            [CompletionResult]::new('sbom', 'sbom', [CompletionResultType]::ParameterValue, 'List the packages in an image, as an SPDX document')
            [CompletionResult]::new('audit', 'audit', [CompletionResultType]::ParameterValue, 'Look for what is wrong or risky with an image: known flaws, secrets, root, setuid, age, labels')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Serve a directory as a registry (OCI distribution spec 1.1)')
            [CompletionResult]::new('sync', 'sync', [CompletionResultType]::ParameterValue, 'Copy many images at once, those that differ')
            [CompletionResult]::new('unshare', 'unshare', [CompletionResultType]::ParameterValue, 'Run a command as root over the local store''s files')
            [CompletionResult]::new('generate', 'generate', [CompletionResultType]::ParameterValue, 'Write the man pages and shell completions')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'imgtool;help;build' {
            break
        }
        'imgtool;help;dockerfile' {
            [CompletionResult]::new('fmt', 'fmt', [CompletionResultType]::ParameterValue, 'Print it in its usual form; meaning, comments, heredocs and commands stay')
            [CompletionResult]::new('ast', 'ast', [CompletionResultType]::ParameterValue, 'Print what it says as a JSON tree, with where each part stands')
            [CompletionResult]::new('graph', 'graph', [CompletionResultType]::ParameterValue, 'Print its stages, and which needs which')
            break
        }
        'imgtool;help;dockerfile;fmt' {
            break
        }
        'imgtool;help;dockerfile;ast' {
            break
        }
        'imgtool;help;dockerfile;graph' {
            break
        }
        'imgtool;help;info' {
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
        'imgtool;help;explore' {
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
        'imgtool;help;keygen' {
            break
        }
        'imgtool;help;sign' {
            break
        }
        'imgtool;help;verify' {
            break
        }
        'imgtool;help;attest' {
            break
        }
        'imgtool;help;verify-attestation' {
            break
        }
        'imgtool;help;signatures' {
            break
        }
        'imgtool;help;trust' {
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Begin with a root that you trust, as cosign initialize does')
            [CompletionResult]::new('update', 'update', [CompletionResultType]::ParameterValue, 'Read the repository anew')
            break
        }
        'imgtool;help;trust;init' {
            break
        }
        'imgtool;help;trust;update' {
            break
        }
        'imgtool;help;container' {
            [CompletionResult]::new('from', 'from', [CompletionResultType]::ParameterValue, 'Make a working container of an image, or of nothing (scratch), and print its name')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Run a command in it and keep what it changes as a layer')
            [CompletionResult]::new('copy', 'copy', [CompletionResultType]::ParameterValue, 'Copy files into it, as COPY does')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Copy files into it, unpack archives, fetch from the web, as ADD does')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Change what its image says: environment, entry point, labels and others')
            [CompletionResult]::new('commit', 'commit', [CompletionResultType]::ParameterValue, 'Make an image of it, and print the image''s ID')
            [CompletionResult]::new('ls', 'ls', [CompletionResultType]::ParameterValue, 'List the working containers')
            [CompletionResult]::new('rm', 'rm', [CompletionResultType]::ParameterValue, 'Remove working containers')
            [CompletionResult]::new('mount', 'mount', [CompletionResultType]::ParameterValue, 'Mount their files, and print where; without a name, list what is mounted')
            [CompletionResult]::new('unmount', 'unmount', [CompletionResultType]::ParameterValue, 'Unmount their files; what was changed there stays')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Give it another name')
            [CompletionResult]::new('inspect', 'inspect', [CompletionResultType]::ParameterValue, 'Show what it is so far')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'Show which files differ from its base')
            break
        }
        'imgtool;help;container;from' {
            break
        }
        'imgtool;help;container;run' {
            break
        }
        'imgtool;help;container;copy' {
            break
        }
        'imgtool;help;container;add' {
            break
        }
        'imgtool;help;container;config' {
            break
        }
        'imgtool;help;container;commit' {
            break
        }
        'imgtool;help;container;ls' {
            break
        }
        'imgtool;help;container;rm' {
            break
        }
        'imgtool;help;container;mount' {
            break
        }
        'imgtool;help;container;unmount' {
            break
        }
        'imgtool;help;container;rename' {
            break
        }
        'imgtool;help;container;inspect' {
            break
        }
        'imgtool;help;container;diff' {
            break
        }
        'imgtool;help;cache-mount' {
            [CompletionResult]::new('ls', 'ls', [CompletionResultType]::ParameterValue, 'List the caches by their ids (a cache without an id has its target for one)')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write the content of a cache as a tar archive')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Make the content of a tar archive that of a cache, instead of what it held')
            [CompletionResult]::new('rm', 'rm', [CompletionResultType]::ParameterValue, 'Remove caches')
            break
        }
        'imgtool;help;cache-mount;ls' {
            break
        }
        'imgtool;help;cache-mount;export' {
            break
        }
        'imgtool;help;cache-mount;import' {
            break
        }
        'imgtool;help;cache-mount;rm' {
            break
        }
        'imgtool;help;store' {
            [CompletionResult]::new('df', 'df', [CompletionResultType]::ParameterValue, 'Show how much room everything takes, and what could be freed')
            [CompletionResult]::new('ls', 'ls', [CompletionResultType]::ParameterValue, 'List the images that have a name')
            [CompletionResult]::new('rm', 'rm', [CompletionResultType]::ParameterValue, 'Remove names of images; what nothing else names goes at the next prune')
            [CompletionResult]::new('prune', 'prune', [CompletionResultType]::ParameterValue, 'Free what nothing names, beside running builds; with conditions, the cache as well')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Read everything again and compare it with its digest; exits with 1 where something is damaged')
            break
        }
        'imgtool;help;store;df' {
            break
        }
        'imgtool;help;store;ls' {
            break
        }
        'imgtool;help;store;rm' {
            break
        }
        'imgtool;help;store;prune' {
            break
        }
        'imgtool;help;store;verify' {
            break
        }
        'imgtool;help;rebase' {
            break
        }
        'imgtool;help;mutate' {
            break
        }
        'imgtool;help;append' {
            break
        }
        'imgtool;help;flatten' {
            break
        }
        'imgtool;help;squash' {
            break
        }
        'imgtool;help;rm-path' {
            break
        }
        'imgtool;help;strip' {
            break
        }
        'imgtool;help;recompress' {
            break
        }
        'imgtool;help;convert' {
            break
        }
        'imgtool;help;platform' {
            break
        }
        'imgtool;help;distill' {
            break
        }
        'imgtool;help;script' {
            break
        }
        'imgtool;help;sbom' {
            break
        }
        'imgtool;help;audit' {
            break
        }
        'imgtool;help;serve' {
            break
        }
        'imgtool;help;sync' {
            break
        }
        'imgtool;help;unshare' {
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
