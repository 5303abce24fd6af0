# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_imgtool_global_optspecs
    string join \n root= progress= debug h/help V/version
end

function __fish_imgtool_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_imgtool_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_imgtool_using_subcommand
    set -l cmd (__fish_imgtool_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c imgtool -n "__fish_imgtool_needs_command" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_needs_command" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_needs_command" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_needs_command" -s V -l version -d 'Print version'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "build" -d 'Build an image from a Dockerfile'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "copy" -d 'Copy an image from one place to another'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "inspect" -d 'Show what an image is, without downloading its layers'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "login" -d 'Check credentials with a registry and keep them'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "logout" -d 'Forget the credentials of a registry'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "tags" -d 'List the tags of a repository'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "list-tags" -d 'List the tags of a repository'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "catalog" -d 'List the repositories of a registry'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "digest" -d 'Print the digest of an image or index'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "ls" -d 'List files of an image'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "cat" -d 'Print files of an image'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "export" -d 'Write the merged file system of an image as a tar archive'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "diff" -d 'Compare two images: files, config, sizes'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "validate" -d 'Check everything that an image is made of'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "tag" -d 'Give an image further names in its place, without moving anything'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "delete" -d 'Delete images, or only their tags'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "index" -d 'Make and change indexes of several images'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "artifact" -d 'Push, pull, attach and list artifacts: files with a type'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "referrers" -d 'Show what is attached to an image: signatures, SBOMs, attestations'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "serve" -d 'Serve a directory as a registry (OCI distribution spec 1.1)'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "sync" -d 'Copy many images at once, those that differ'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "generate" -d 'Write the man pages and shell completions'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -s f -l file -d 'The Dockerfile, or `-` [default: CONTEXT/Dockerfile]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -s t -l tag -d 'Name the result; a bare name is one in the local store. May be given several times' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l target -d 'Build this stage and what it needs' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l build-arg -d 'Set a build argument; NAME alone takes it from the environment' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l label -d 'Add a label' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l platform -d 'What the image is for: os/arch[/variant]; several make an index' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -s o -l output -d 'Where the result goes: DIR, `-` (an archive), or type=local|tar|oci|docker|image|registry|cacheonly,dest=…,name=…' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l build-context -d 'What FROM NAME and --from=NAME mean: a directory, docker-image://REF or oci-layout://DIR[:TAG]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l secret -d 'Show a secret to RUN --mount=type=secret: id=ID, with src=FILE or env=NAME' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l ssh -d 'Show an SSH agent\'s socket to RUN --mount=type=ssh: `default`, or ID=SOCKET' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l network -d 'The network of RUN: none leaves the loopback device only' -r -f -a "default\t'The host\'s'
none\t'The loopback device'"
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l annotation -d 'Annotate the manifest (or index: or manifest-descriptor:)' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l pull -d 'When to ask the registry for a base image' -r -f -a "always\t'Always; the local store only saves the download'
missing\t'Where the local store lacks it'
never\t'Never'"
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l no-cache-filter -d 'Run every step of these stages, whatever the cache holds' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l format -d 'The document format of the result' -r -f -a "oci\t'OCI image spec'
docker\t'Docker schema 2'"
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l compression -d 'How new layers are compressed: gzip, zstd or none, with an optional level' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l timestamp -d 'Set every time in the image to this (seconds since 1970); see also SOURCE_DATE_EPOCH' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l iidfile -d 'Write the image\'s ID (its config\'s digest) to a file' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l metadata-file -d 'Write what was built to a file, as JSON' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -s j -l jobs -d 'Steps and compression threads at once [default: the number of cores]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l rm -d 'Remove what RUN leaves behind' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l force-rm -d 'The same after a failure' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l layers -d 'Make a layer of each step' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l push -d 'Push to the registry that each bare name stands for, too'
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l no-cache -d 'Run every step, whatever the cache holds'
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l squash -d 'Make one layer of those that the build makes'
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l squash-all -d 'Make one layer of all, the base\'s too'
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -s q -l quiet -d 'Print nothing but the image\'s ID'
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l load -d 'Keep the result where it can be used: the local store'
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand copy" -l platform -d 'Copy this platform\'s image of an index [default: this machine\'s]; several make an index' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand copy" -l format -d 'Convert to this document format' -r -f -a "oci\t'OCI image spec'
docker\t'Docker schema 2'"
complete -c imgtool -n "__fish_imgtool_using_subcommand copy" -l compression -l dest-compress-format -d 'Compress layers anew that are compressed otherwise: gzip, zstd or none' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand copy" -l digestfile -d 'Write the digest of the copied manifest to a file' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand copy" -s j -l jobs -d 'Blobs that move at once' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand copy" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand copy" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand copy" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand copy" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand copy" -l src-creds -d '--creds for the source' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand copy" -l dest-creds -d '--creds for the destination' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand copy" -l src-tls-verify -d '--tls-verify for the source' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand copy" -l dest-tls-verify -d '--tls-verify for the destination' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand copy" -l src-authfile -d '--authfile for the source' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand copy" -l dest-authfile -d '--authfile for the destination' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand copy" -l src-cert-dir -d '--cert-dir for the source' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand copy" -l dest-cert-dir -d '--cert-dir for the destination' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand copy" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand copy" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand copy" -s a -l all -d 'Copy the whole index'
complete -c imgtool -n "__fish_imgtool_using_subcommand copy" -l force-compression -l dest-force-compress-format -d 'Compress layers anew even if they have that method already'
complete -c imgtool -n "__fish_imgtool_using_subcommand copy" -l preserve-digests -d 'Fail rather than change the manifest\'s digest'
complete -c imgtool -n "__fish_imgtool_using_subcommand copy" -l referrers -d 'Bring signatures, SBOMs, attestations and all else that is attached'
complete -c imgtool -n "__fish_imgtool_using_subcommand copy" -l dry-run -d 'Only say what would move'
complete -c imgtool -n "__fish_imgtool_using_subcommand copy" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand copy" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand inspect" -s f -l format -d 'Print with a template (`{{.Digest}}`, `{{range .Layers}}{{.}}\\n{{end}}`), a JSON path (`$.LayersData[*].Size`), or as `json` or `table` [default: table on a terminal, else json]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand inspect" -l platform -d 'Look at this platform\'s image of an index [default: this machine\'s]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand inspect" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand inspect" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand inspect" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand inspect" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand inspect" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand inspect" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand inspect" -l raw -d 'Print the manifest\'s bytes as they are'
complete -c imgtool -n "__fish_imgtool_using_subcommand inspect" -l config -d 'Print the image\'s config; with --raw, its bytes as they are'
complete -c imgtool -n "__fish_imgtool_using_subcommand inspect" -s n -l no-tags -d 'Do not list the repository\'s tags'
complete -c imgtool -n "__fish_imgtool_using_subcommand inspect" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand inspect" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand login" -s u -l username -d 'Who' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand login" -s p -l password -d 'The password, in the sight of everyone on this machine; better --password-stdin' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand login" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand login" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand login" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand login" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand login" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand login" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand login" -l password-stdin -d 'Read the password from standard input'
complete -c imgtool -n "__fish_imgtool_using_subcommand login" -l get-login -d 'Only say who is logged in'
complete -c imgtool -n "__fish_imgtool_using_subcommand login" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand login" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand logout" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand logout" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand logout" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand logout" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand logout" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand logout" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand logout" -s a -l all -d 'Forget those of every registry'
complete -c imgtool -n "__fish_imgtool_using_subcommand logout" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand logout" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand tags" -s n -l limit -d 'At most so many' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand tags" -l last -d 'Begin after this one' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand tags" -l page-size -d 'Ask for so many at a time' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand tags" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand tags" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand tags" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand tags" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand tags" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand tags" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand tags" -l json -d 'Print JSON'
complete -c imgtool -n "__fish_imgtool_using_subcommand tags" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand tags" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand list-tags" -s n -l limit -d 'At most so many' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand list-tags" -l last -d 'Begin after this one' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand list-tags" -l page-size -d 'Ask for so many at a time' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand list-tags" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand list-tags" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand list-tags" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand list-tags" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand list-tags" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand list-tags" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand list-tags" -l json -d 'Print JSON'
complete -c imgtool -n "__fish_imgtool_using_subcommand list-tags" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand list-tags" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand catalog" -s n -l limit -d 'At most so many' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand catalog" -l last -d 'Begin after this one' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand catalog" -l page-size -d 'Ask for so many at a time' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand catalog" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand catalog" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand catalog" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand catalog" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand catalog" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand catalog" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand catalog" -l json -d 'Print JSON'
complete -c imgtool -n "__fish_imgtool_using_subcommand catalog" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand catalog" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand digest" -l platform -d 'That of this platform\'s image in the index' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand digest" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand digest" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand digest" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand digest" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand digest" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand digest" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand digest" -l full-ref -d 'Print the whole reference with the digest'
complete -c imgtool -n "__fish_imgtool_using_subcommand digest" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand digest" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand ls" -l platform -d 'This platform\'s image of an index [default: this machine\'s]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand ls" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand ls" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand ls" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand ls" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand ls" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand ls" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand ls" -s l -l long -d 'Type, mode, owner, size and time, too'
complete -c imgtool -n "__fish_imgtool_using_subcommand ls" -s R -l recursive -d 'Everything below, too'
complete -c imgtool -n "__fish_imgtool_using_subcommand ls" -l json -d 'Print JSON'
complete -c imgtool -n "__fish_imgtool_using_subcommand ls" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand ls" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand cat" -l platform -d 'This platform\'s image of an index [default: this machine\'s]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand cat" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand cat" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand cat" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand cat" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand cat" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand cat" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand cat" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand cat" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand export" -l platform -d 'This platform\'s image of an index [default: this machine\'s]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand export" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand export" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand export" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand export" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand export" -s o -l output -d 'The archive [default: standard output]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand export" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand export" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand export" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand diff" -l platform -d 'This platform\'s images of indexes [default: this machine\'s]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand diff" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand diff" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand diff" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand diff" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand diff" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand diff" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand diff" -l files-only -d 'Only files'
complete -c imgtool -n "__fish_imgtool_using_subcommand diff" -l config-only -d 'Only the config'
complete -c imgtool -n "__fish_imgtool_using_subcommand diff" -l json -d 'Print JSON'
complete -c imgtool -n "__fish_imgtool_using_subcommand diff" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand diff" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand validate" -l platform -d 'Only this platform\'s image of an index' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand validate" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand validate" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand validate" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand validate" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand validate" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand validate" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand validate" -l fast -d 'Do not read layers'
complete -c imgtool -n "__fish_imgtool_using_subcommand validate" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand validate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand tag" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand tag" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand tag" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand tag" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand tag" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand tag" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand tag" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand tag" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand delete" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand delete" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand delete" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand delete" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand delete" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand delete" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand delete" -l tag-only -d 'Delete the tag and leave the image, where the registry can do that'
complete -c imgtool -n "__fish_imgtool_using_subcommand delete" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand delete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and not __fish_seen_subcommand_from create add remove rm annotate list ls help" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and not __fish_seen_subcommand_from create add remove rm annotate list ls help" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and not __fish_seen_subcommand_from create add remove rm annotate list ls help" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and not __fish_seen_subcommand_from create add remove rm annotate list ls help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and not __fish_seen_subcommand_from create add remove rm annotate list ls help" -f -a "create" -d 'Make an index of images'
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and not __fish_seen_subcommand_from create add remove rm annotate list ls help" -f -a "add" -d 'Add images to an index'
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and not __fish_seen_subcommand_from create add remove rm annotate list ls help" -f -a "remove" -d 'Take images out of an index'
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and not __fish_seen_subcommand_from create add remove rm annotate list ls help" -f -a "rm" -d 'Take images out of an index'
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and not __fish_seen_subcommand_from create add remove rm annotate list ls help" -f -a "annotate" -d 'Change what an index says of an image, or of itself'
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and not __fish_seen_subcommand_from create add remove rm annotate list ls help" -f -a "list" -d 'List the images of an index'
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and not __fish_seen_subcommand_from create add remove rm annotate list ls help" -f -a "ls" -d 'List the images of an index'
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and not __fish_seen_subcommand_from create add remove rm annotate list ls help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from create" -l annotation -d 'An annotation of the index' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from create" -l format -d 'The document format' -r -f -a "oci\t'OCI image spec'
docker\t'Docker schema 2'"
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from create" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from create" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from create" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from create" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from create" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from create" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from create" -l dry-run -d 'Only print the index'
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from create" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from add" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from add" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from add" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from add" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from add" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from add" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from add" -l replace -d 'Put them in the place of those that the index has for their platforms'
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from add" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from remove" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from remove" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from remove" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from remove" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from remove" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from remove" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from remove" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from rm" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from rm" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from rm" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from rm" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from rm" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from rm" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from rm" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from rm" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from annotate" -l annotation -d 'An annotation; without a value, it is taken away' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from annotate" -l arch -d 'The image\'s architecture' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from annotate" -l os -d 'The image\'s operating system' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from annotate" -l variant -d 'The architecture\'s variant' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from annotate" -l os-version -d 'The version of the operating system' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from annotate" -l os-features -d 'What the image needs of the operating system' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from annotate" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from annotate" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from annotate" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from annotate" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from annotate" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from annotate" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from annotate" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from annotate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from list" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from list" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from list" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from list" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from list" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from list" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from list" -l json -d 'Print JSON'
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from list" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from ls" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from ls" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from ls" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from ls" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from ls" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from ls" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from ls" -l json -d 'Print JSON'
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from ls" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from ls" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from help" -f -a "create" -d 'Make an index of images'
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from help" -f -a "add" -d 'Add images to an index'
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from help" -f -a "remove" -d 'Take images out of an index'
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from help" -f -a "annotate" -d 'Change what an index says of an image, or of itself'
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the images of an index'
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and not __fish_seen_subcommand_from push attach pull list ls help" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and not __fish_seen_subcommand_from push attach pull list ls help" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and not __fish_seen_subcommand_from push attach pull list ls help" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and not __fish_seen_subcommand_from push attach pull list ls help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and not __fish_seen_subcommand_from push attach pull list ls help" -f -a "push" -d 'Push files as an artifact'
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and not __fish_seen_subcommand_from push attach pull list ls help" -f -a "attach" -d 'Attach files to an image'
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and not __fish_seen_subcommand_from push attach pull list ls help" -f -a "pull" -d 'Write the files of an artifact into a directory'
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and not __fish_seen_subcommand_from push attach pull list ls help" -f -a "list" -d 'List what is attached to an image'
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and not __fish_seen_subcommand_from push attach pull list ls help" -f -a "ls" -d 'List what is attached to an image'
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and not __fish_seen_subcommand_from push attach pull list ls help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from push" -l artifact-type -d 'What it is, as a media type' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from push" -l config -d 'A file that becomes the config, with its media type' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from push" -s a -l annotation -d 'An annotation of the manifest' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from push" -l annotation-file -d 'Annotations from a JSON file: one map each under `$manifest`, `$config` and file names' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from push" -l digestfile -d 'Write the digest of the artifact to a file' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from push" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from push" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from push" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from push" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from push" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from push" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from push" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from push" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from attach" -l artifact-type -d 'What it is, as a media type' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from attach" -l platform -d 'Attach to this platform\'s image of an index, not to the index' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from attach" -s a -l annotation -d 'An annotation of the manifest' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from attach" -l annotation-file -d 'Annotations from a JSON file: one map each under `$manifest`, `$config` and file names' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from attach" -l digestfile -d 'Write the digest of the artifact to a file' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from attach" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from attach" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from attach" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from attach" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from attach" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from attach" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from attach" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from attach" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from pull" -s o -l output -d 'The directory that gets the files' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from pull" -l platform -d 'This platform\'s artifact of an index' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from pull" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from pull" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from pull" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from pull" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from pull" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from pull" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from pull" -s k -l keep-old-files -d 'Fail rather than replace files'
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from pull" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from pull" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from list" -l artifact-type -d 'Only artifacts of this type' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from list" -l platform -d 'What is attached to this platform\'s image of an index' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from list" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from list" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from list" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from list" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from list" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from list" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from list" -l json -d 'Print JSON'
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from list" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from ls" -l artifact-type -d 'Only artifacts of this type' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from ls" -l platform -d 'What is attached to this platform\'s image of an index' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from ls" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from ls" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from ls" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from ls" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from ls" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from ls" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from ls" -l json -d 'Print JSON'
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from ls" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from ls" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from help" -f -a "push" -d 'Push files as an artifact'
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from help" -f -a "attach" -d 'Attach files to an image'
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from help" -f -a "pull" -d 'Write the files of an artifact into a directory'
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from help" -f -a "list" -d 'List what is attached to an image'
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c imgtool -n "__fish_imgtool_using_subcommand referrers" -l artifact-type -d 'Only artifacts of this type, and what is attached to them' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand referrers" -l platform -d 'What is attached to this platform\'s image of an index' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand referrers" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand referrers" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand referrers" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand referrers" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand referrers" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand referrers" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand referrers" -l json -d 'Print JSON'
complete -c imgtool -n "__fish_imgtool_using_subcommand referrers" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand referrers" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand serve" -l dir -d 'The directory; each repository in it is an OCI layout [default: registry/ in the local store\'s directory]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand serve" -l listen -d 'Where to listen: HOST:PORT, or :PORT for every interface; port 0 takes a free one' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand serve" -l htpasswd -d 'Let only these users in: a file of user:hash lines, bcrypt only (htpasswd -B)' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand serve" -l tls-cert -d 'Speak TLS with this certificate chain (PEM)' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand serve" -l tls-key -d 'The key of the certificate (PEM)' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand serve" -l mirror -d 'Be a pull-through cache of this registry, read-only; the options for registries are for it' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand serve" -l max-blob-size -d 'The largest blob that is taken, in bytes or with k, M, G, T' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand serve" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand serve" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand serve" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand serve" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand serve" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand serve" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand serve" -l read-only -d 'Refuse every write'
complete -c imgtool -n "__fish_imgtool_using_subcommand serve" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand serve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand sync" -s s -l src -d 'What the source is' -r -f -a "docker\t'Repositories of a registry'
dir\t'A directory of directories as skopeo writes them'
oci\t'An OCI layout'
yaml\t'A file that names registries, repositories and tags (source only)'"
complete -c imgtool -n "__fish_imgtool_using_subcommand sync" -s d -l dest -d 'What the destination is' -r -f -a "docker\t'Repositories of a registry'
dir\t'A directory of directories as skopeo writes them'
oci\t'An OCI layout'
yaml\t'A file that names registries, repositories and tags (source only)'"
complete -c imgtool -n "__fish_imgtool_using_subcommand sync" -l tag-regex -d 'Only tags that match this regular expression' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand sync" -l semver -d 'Only tags that are versions in this range: `>=1.2, <2`' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand sync" -s j -l jobs -d 'Images at once' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand sync" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand sync" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand sync" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand sync" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand sync" -l src-creds -d '--creds for the source' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand sync" -l dest-creds -d '--creds for the destination' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand sync" -l src-tls-verify -d '--tls-verify for the source' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand sync" -l dest-tls-verify -d '--tls-verify for the destination' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand sync" -l src-authfile -d '--authfile for the source' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand sync" -l dest-authfile -d '--authfile for the destination' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand sync" -l src-cert-dir -d '--cert-dir for the source' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand sync" -l dest-cert-dir -d '--cert-dir for the destination' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand sync" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand sync" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand sync" -l scoped -d 'Put the source\'s full name below the destination, not only its last part'
complete -c imgtool -n "__fish_imgtool_using_subcommand sync" -s a -l all -d 'Copy whole indexes, not only this machine\'s platform'
complete -c imgtool -n "__fish_imgtool_using_subcommand sync" -l dry-run -d 'Only say what would be copied'
complete -c imgtool -n "__fish_imgtool_using_subcommand sync" -l json -d 'Print the summary as JSON'
complete -c imgtool -n "__fish_imgtool_using_subcommand sync" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand sync" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand generate" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand generate" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand generate" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand generate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build copy inspect login logout tags catalog digest ls cat export diff validate tag delete index artifact referrers serve sync generate help" -f -a "build" -d 'Build an image from a Dockerfile'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build copy inspect login logout tags catalog digest ls cat export diff validate tag delete index artifact referrers serve sync generate help" -f -a "copy" -d 'Copy an image from one place to another'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build copy inspect login logout tags catalog digest ls cat export diff validate tag delete index artifact referrers serve sync generate help" -f -a "inspect" -d 'Show what an image is, without downloading its layers'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build copy inspect login logout tags catalog digest ls cat export diff validate tag delete index artifact referrers serve sync generate help" -f -a "login" -d 'Check credentials with a registry and keep them'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build copy inspect login logout tags catalog digest ls cat export diff validate tag delete index artifact referrers serve sync generate help" -f -a "logout" -d 'Forget the credentials of a registry'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build copy inspect login logout tags catalog digest ls cat export diff validate tag delete index artifact referrers serve sync generate help" -f -a "tags" -d 'List the tags of a repository'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build copy inspect login logout tags catalog digest ls cat export diff validate tag delete index artifact referrers serve sync generate help" -f -a "catalog" -d 'List the repositories of a registry'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build copy inspect login logout tags catalog digest ls cat export diff validate tag delete index artifact referrers serve sync generate help" -f -a "digest" -d 'Print the digest of an image or index'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build copy inspect login logout tags catalog digest ls cat export diff validate tag delete index artifact referrers serve sync generate help" -f -a "ls" -d 'List files of an image'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build copy inspect login logout tags catalog digest ls cat export diff validate tag delete index artifact referrers serve sync generate help" -f -a "cat" -d 'Print files of an image'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build copy inspect login logout tags catalog digest ls cat export diff validate tag delete index artifact referrers serve sync generate help" -f -a "export" -d 'Write the merged file system of an image as a tar archive'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build copy inspect login logout tags catalog digest ls cat export diff validate tag delete index artifact referrers serve sync generate help" -f -a "diff" -d 'Compare two images: files, config, sizes'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build copy inspect login logout tags catalog digest ls cat export diff validate tag delete index artifact referrers serve sync generate help" -f -a "validate" -d 'Check everything that an image is made of'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build copy inspect login logout tags catalog digest ls cat export diff validate tag delete index artifact referrers serve sync generate help" -f -a "tag" -d 'Give an image further names in its place, without moving anything'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build copy inspect login logout tags catalog digest ls cat export diff validate tag delete index artifact referrers serve sync generate help" -f -a "delete" -d 'Delete images, or only their tags'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build copy inspect login logout tags catalog digest ls cat export diff validate tag delete index artifact referrers serve sync generate help" -f -a "index" -d 'Make and change indexes of several images'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build copy inspect login logout tags catalog digest ls cat export diff validate tag delete index artifact referrers serve sync generate help" -f -a "artifact" -d 'Push, pull, attach and list artifacts: files with a type'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build copy inspect login logout tags catalog digest ls cat export diff validate tag delete index artifact referrers serve sync generate help" -f -a "referrers" -d 'Show what is attached to an image: signatures, SBOMs, attestations'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build copy inspect login logout tags catalog digest ls cat export diff validate tag delete index artifact referrers serve sync generate help" -f -a "serve" -d 'Serve a directory as a registry (OCI distribution spec 1.1)'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build copy inspect login logout tags catalog digest ls cat export diff validate tag delete index artifact referrers serve sync generate help" -f -a "sync" -d 'Copy many images at once, those that differ'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build copy inspect login logout tags catalog digest ls cat export diff validate tag delete index artifact referrers serve sync generate help" -f -a "generate" -d 'Write the man pages and shell completions'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build copy inspect login logout tags catalog digest ls cat export diff validate tag delete index artifact referrers serve sync generate help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and __fish_seen_subcommand_from index" -f -a "create" -d 'Make an index of images'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and __fish_seen_subcommand_from index" -f -a "add" -d 'Add images to an index'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and __fish_seen_subcommand_from index" -f -a "remove" -d 'Take images out of an index'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and __fish_seen_subcommand_from index" -f -a "annotate" -d 'Change what an index says of an image, or of itself'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and __fish_seen_subcommand_from index" -f -a "list" -d 'List the images of an index'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and __fish_seen_subcommand_from artifact" -f -a "push" -d 'Push files as an artifact'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and __fish_seen_subcommand_from artifact" -f -a "attach" -d 'Attach files to an image'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and __fish_seen_subcommand_from artifact" -f -a "pull" -d 'Write the files of an artifact into a directory'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and __fish_seen_subcommand_from artifact" -f -a "list" -d 'List what is attached to an image'
