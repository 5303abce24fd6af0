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
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "dockerfile" -d 'Format a Dockerfile, or show its tree or its stages'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "info" -d 'Show what this machine lets RUN be isolated by, and what would allow more'
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
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "explore" -d 'Look through the layers and files of an image, and at what they waste'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "validate" -d 'Check everything that an image is made of'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "tag" -d 'Give an image further names in its place, without moving anything'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "delete" -d 'Delete images, or only their tags'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "index" -d 'Make and change indexes of several images'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "artifact" -d 'Push, pull, attach and list artifacts: files with a type'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "referrers" -d 'Show what is attached to an image: signatures, SBOMs, attestations'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "keygen" -d 'Make a key pair for signing'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "sign" -d 'Sign images: attach signatures, as cosign does'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "verify" -d 'Check that images are signed, as cosign does'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "attest" -d 'Attach signed statements to images: provenance, SBOMs, and others'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "verify-attestation" -d 'Check that images have attestations of a type'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "signatures" -d 'Show the signatures and attestations of an image, unverified'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "trust" -d 'Get the trusted root from a TUF repository, and keep it fresh'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "container" -d 'Build an image step by step, without a Dockerfile'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "cache-mount" -d 'List, export, import and remove what RUN --mount=type=cache keeps'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "store" -d 'Look into the local store, check it, and free what nothing needs'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "rebase" -d 'Put an image on another base without building it again'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "mutate" -d 'Change an image\'s config and annotations; its layers stay'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "append" -d 'Add archives and directories to an image, a layer each'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "flatten" -d 'Make one layer of all layers of an image'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "squash" -d 'Make one layer of an image\'s layers from a certain one on'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "rm-path" -d 'Take files out of all layers of an image, so that their content is nowhere any more'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "strip" -d 'Take out of an image what says how it was made, or files that nobody needs'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "recompress" -d 'Compress the layers of an image otherwise'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "convert" -d 'Convert an image between OCI\'s and Docker\'s documents'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "platform" -d 'Show the platform of an image, or change what it says'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "distill" -d 'Make an image of the files alone that certain programs need'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "script" -d 'Build an image by the steps of a script'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "sbom" -d 'List the packages in an image, as an SPDX document'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "audit" -d 'Look for what is wrong or risky with an image: known flaws, secrets, root, setuid, age, labels'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "serve" -d 'Serve a directory as a registry (OCI distribution spec 1.1)'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "sync" -d 'Copy many images at once, those that differ'
complete -c imgtool -n "__fish_imgtool_needs_command" -f -a "unshare" -d 'Run a command as root over the local store\'s files'
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
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l isolation -d 'How RUN is isolated from this machine' -r -f -a "auto\t'The best that this machine allows'
userns\t'A user namespace, with subordinate ids for an ordinary user'
userns-single\t'A user namespace with this user\'s id alone'
root\t'Root, in namespaces of its own'
chroot\t'Root, by chroot alone: for places that allow neither namespaces nor mounts'"
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
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -s j -l jobs -d 'RUN steps, and threads that compress, at once [default: 16 steps, a thread for each core]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l cache-from -d 'Use what another build has kept: REF, or type=registry,ref=REF, type=local,src=DIR, type=referrer' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l cache-to -d 'Keep what the steps make: REF, or type=registry,ref=REF, type=local,dest=DIR, type=inline, type=referrer; mode=min|max' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l cache-repo -d 'Keep each step in this repository, and use those that are there: for many builders at once' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l cache-ttl -d 'Steps in --cache-repo that are older do not count: 90s, 30m, 12h, 14d' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l cache-wait -d 'Wait at most so long for a RUN that another builder with this --cache-repo works on; 0s: never, and tell nobody' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l cache-lease -d 'A builder that says nothing for so long has died, and its RUN is anybody\'s' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l network -d 'The network of RUN: host (the default), none (the loopback device only), or one of its own by private, pasta[:OPTION,…] or slirp4netns[:OPTION,…]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l add-host -d 'A further line of /etc/hosts; host-gateway is this machine' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l dns -d 'Servers that names are asked of, instead of this machine\'s; none leaves the image\'s own resolv.conf' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l dns-search -d 'Domains that names are searched in' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l dns-option -d 'Options of resolv.conf' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l ulimit -d 'Resource limits: nofile=1024:2048 and others; -1 is no limit' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l shm-size -d 'The size of /dev/shm, with b, k, m or g [default: 64m]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l device -d 'Show a device of this machine, by its path or its CDI name' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l cdi-config-dir -d 'Where devices are described (CDI) [default: /etc/cdi, /var/run/cdi, /etc/buildkit/cdi]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -s v -l volume -d 'Mount a directory or file of this machine into every RUN' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l cap-add -d 'Give a capability more than Docker does, or all' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l cap-drop -d 'Take a capability away, or all' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l security-opt -d 'no-new-privileges: setuid programs give nothing; seccomp=FILE: a filter of system calls as Docker has it, or seccomp=unconfined: none' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l allow -d 'Allow what a Dockerfile may ask for: security.insecure for RUN --security=insecure, network.host, device or device=NAME for RUN --device' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -s m -l memory -d 'The most memory, with b, k, m or g' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l memory-swap -d 'The most memory and swap together; -1 is no limit' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -s c -l cpu-shares -d 'Weight among others that want the processors; 1024 is usual' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l cpu-period -d 'What --cpu-quota is for, in microseconds [default: 100000]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l cpu-quota -d 'Processor time in a period, in microseconds' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l cpuset-cpus -d 'Processors that may be used: 0-2,5' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l cpuset-mems -d 'Memory nodes that may be used' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l cgroup-parent -d 'The control group to limit RUN in, instead of that of imgtool' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l on-failure -d 'What to do where a RUN failed, before the build ends' -r -f -a "shell\t'Open a shell in its root file system, with its mounts'"
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l trace -d 'Write how the build went as a trace for Perfetto or chrome://tracing' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l timeline -d 'Write it as a page for a browser: who worked when, what waited for what, the critical path' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l call -d 'What to do instead of building: check, outline or targets' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l check-format -d 'How --check and --call print what they find' -r -f -a "text\t'For people'
json\t'As docker buildx prints it'
sarif\t'For code scanning: SARIF 2.1.0'"
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l lint -d 'Checks of imgtool\'s own, besides BuildKit\'s: all, or these' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l sbom -d 'Attach the list of the packages in the image (SPDX)' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l provenance -d 'Attach how it was built (SLSA provenance): true, mode=min or mode=max' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l attest -d 'The same as type=sbom or type=provenance,mode=…' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l sign -l sign-key -l sign-by-sigstore-private-key -d 'Sign the result where it was put, in both forms, an index with all its images: a private key as for imgtool sign' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l sign-passphrase-file -d 'The file with the key\'s password [default: $COSIGN_PASSWORD, else asked for]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l sign-identity -d 'The name that is signed along [default: the destination with its tag]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l policy -d 'The policy that says which images are allowed: imgtool\'s (.yaml) or containers-policy.json(5) [default: $XDG_CONFIG_HOME/containers/policy.json, then /etc/containers/policy.json, where they exist]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l ignorefile -d 'What COPY does not see, instead of the context\'s .dockerignore' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l build-arg-file -d 'A file with a NAME=VALUE a line, for --build-arg' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l from -d 'The image of the first FROM, instead of what it says' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l env -d 'Set a variable of the result' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l unsetenv -d 'Remove a variable from the result' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l unsetlabel -d 'Remove a label that comes from the base' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l unsetannotation -d 'Remove an annotation' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l inherit-labels -d 'Take over the base\'s labels' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l skip-unused-stages -d 'Pass stages over that nobody needs' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l manifest -d 'Make an index under this name, of one image, too' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l source-date-epoch -d 'The time of the result, and the latest of its files (seconds since 1970)' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l os -d 'The operating system of the result' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l arch -d 'The architecture of the result' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l variant -d 'The variant of the architecture' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l rewrite-timestamp -d 'Files are never younger than --source-date-epoch here' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l identity-label -d 'There is no such label here' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l created-annotation -d 'There is no such annotation here' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l disable-compression -d 'What is kept in the store is compressed as --compression says' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l builder -d 'There are no daemons' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l retry -d 'Failures of the network are tried again anyway' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l retry-delay -d 'The same, later' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l compat-volumes -d 'What RUN changes below a VOLUME is not kept' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l cpp-flag -d 'An argument for cpp, which reads Dockerfiles called *.in first; see also BUILDAH_CPPFLAGS' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l group-add -d 'A further group of every RUN\'s user, by name or number' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l inherit-annotations -d 'Take over the base\'s annotations' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l os-feature -d 'A feature of the operating system that the result needs; with a - after it, one that it does not' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l os-version -d 'The version of the operating system that the result needs' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l sbom-output -d 'Write the list of the packages in the result to a file (SPDX)' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l sbom-purl-output -d 'Write their package URLs to a file, one a line' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l logfile -d 'Write what is told into a file, instead of to the standard error output' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l pid -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l ipc -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l uts -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l cgroupns -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l userns -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l userns-uid-map -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l userns-gid-map -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l userns-uid-map-user -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l userns-gid-map-group -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l runtime -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l runtime-flag -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l hooks-dir -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l layer-label -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l http-proxy -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l disable-content-trust -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l sign-by -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l decryption-key -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l cw -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l sbom-image-output -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l sbom-image-purl-output -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l sbom-scanner-image -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l sbom-scanner-command -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l sbom-merge-strategy -r
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
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l push -d 'Push to the registry that each bare name stands for, and keep no image of that name in the local store'
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l load -d 'Keep the result in the local store under its bare names, as without --push'
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l no-cache -d 'Run every step, whatever the cache holds'
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l squash -d 'Make one layer of those that the build makes'
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l squash-all -d 'Make one layer of all, the base\'s too'
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -s q -l quiet -d 'Print nothing but the image\'s ID'
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l no-hosts -d 'Leave /etc/hosts as the image has it'
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l print-rootfs -d 'Keep the root file system of a RUN that failed, and print where'
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l check -d 'Check the Dockerfile instead of building it; exits with 1 where something is found'
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l insecure-policy -d 'Allow every image, whatever the policies say'
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l omit-history -d 'Leave the history out of the result'
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l pull-always -d 'As --pull=always'
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l pull-never -d 'As --pull=never'
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l compress -d 'Contexts go nowhere'
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l all-platforms -d 'Build for all platforms that the base images are for'
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l no-hostname
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l logsplit
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l stdin
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand build" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand dockerfile; and not __fish_seen_subcommand_from fmt ast graph help" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand dockerfile; and not __fish_seen_subcommand_from fmt ast graph help" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand dockerfile; and not __fish_seen_subcommand_from fmt ast graph help" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand dockerfile; and not __fish_seen_subcommand_from fmt ast graph help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand dockerfile; and not __fish_seen_subcommand_from fmt ast graph help" -f -a "fmt" -d 'Print it in its usual form; meaning, comments, heredocs and commands stay'
complete -c imgtool -n "__fish_imgtool_using_subcommand dockerfile; and not __fish_seen_subcommand_from fmt ast graph help" -f -a "ast" -d 'Print what it says as a JSON tree, with where each part stands'
complete -c imgtool -n "__fish_imgtool_using_subcommand dockerfile; and not __fish_seen_subcommand_from fmt ast graph help" -f -a "graph" -d 'Print its stages, and which needs which'
complete -c imgtool -n "__fish_imgtool_using_subcommand dockerfile; and not __fish_seen_subcommand_from fmt ast graph help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c imgtool -n "__fish_imgtool_using_subcommand dockerfile; and __fish_seen_subcommand_from fmt" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand dockerfile; and __fish_seen_subcommand_from fmt" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand dockerfile; and __fish_seen_subcommand_from fmt" -l check -d 'Only name those that are not in their usual form; exits with 1 where there are any'
complete -c imgtool -n "__fish_imgtool_using_subcommand dockerfile; and __fish_seen_subcommand_from fmt" -s w -l write -d 'Write them back instead of printing'
complete -c imgtool -n "__fish_imgtool_using_subcommand dockerfile; and __fish_seen_subcommand_from fmt" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand dockerfile; and __fish_seen_subcommand_from fmt" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand dockerfile; and __fish_seen_subcommand_from ast" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand dockerfile; and __fish_seen_subcommand_from ast" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand dockerfile; and __fish_seen_subcommand_from ast" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand dockerfile; and __fish_seen_subcommand_from ast" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand dockerfile; and __fish_seen_subcommand_from graph" -l target -d 'Leave out what this stage does not need' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand dockerfile; and __fish_seen_subcommand_from graph" -l build-arg -d 'Set a build argument, which FROM may use' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand dockerfile; and __fish_seen_subcommand_from graph" -l format -d 'How to print them' -r -f -a "text\t'For people'
dot\t'For Graphviz'
svg\t'A picture'"
complete -c imgtool -n "__fish_imgtool_using_subcommand dockerfile; and __fish_seen_subcommand_from graph" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand dockerfile; and __fish_seen_subcommand_from graph" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand dockerfile; and __fish_seen_subcommand_from graph" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand dockerfile; and __fish_seen_subcommand_from graph" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand dockerfile; and __fish_seen_subcommand_from help" -f -a "fmt" -d 'Print it in its usual form; meaning, comments, heredocs and commands stay'
complete -c imgtool -n "__fish_imgtool_using_subcommand dockerfile; and __fish_seen_subcommand_from help" -f -a "ast" -d 'Print what it says as a JSON tree, with where each part stands'
complete -c imgtool -n "__fish_imgtool_using_subcommand dockerfile; and __fish_seen_subcommand_from help" -f -a "graph" -d 'Print its stages, and which needs which'
complete -c imgtool -n "__fish_imgtool_using_subcommand dockerfile; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c imgtool -n "__fish_imgtool_using_subcommand info" -l format -d 'How to print it' -r -f -a "text\t'For people'
json\t'For programs'"
complete -c imgtool -n "__fish_imgtool_using_subcommand info" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand info" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand info" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand info" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand copy" -l platform -d 'Copy this platform\'s image of an index [default: this machine\'s]; several make an index' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand copy" -l multi-arch -d 'The same, in skopeo\'s words: this machine\'s image of an index, or all of it' -r -f -a "system\t'This machine\'s'
all\t'All, and the index'"
complete -c imgtool -n "__fish_imgtool_using_subcommand copy" -s f -l format -d 'Convert to this document format' -r -f -a "oci\t'OCI image spec'
docker\t'Docker schema 2'"
complete -c imgtool -n "__fish_imgtool_using_subcommand copy" -l compression -l dest-compress-format -d 'Compress layers anew that are compressed otherwise: gzip, zstd or none' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand copy" -l additional-tag -d 'Another repository tag of the image in a docker archive that is written' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand copy" -l digestfile -d 'Write the digest of the copied manifest to a file' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand copy" -s j -l jobs -d 'Blobs that move at once' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand copy" -l policy -d 'The policy that says which images are allowed: imgtool\'s (.yaml) or containers-policy.json(5) [default: $XDG_CONFIG_HOME/containers/policy.json, then /etc/containers/policy.json, where they exist]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand copy" -l sign -l sign-key -l sign-by-sigstore-private-key -d 'Sign the result where it was put, in both forms, an index with all its images: a private key as for imgtool sign' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand copy" -l sign-passphrase-file -d 'The file with the key\'s password [default: $COSIGN_PASSWORD, else asked for]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand copy" -l sign-identity -d 'The name that is signed along [default: the destination with its tag]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand copy" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand copy" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand copy" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand copy" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand copy" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
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
complete -c imgtool -n "__fish_imgtool_using_subcommand copy" -s q -l quiet -d 'Show no progress'
complete -c imgtool -n "__fish_imgtool_using_subcommand copy" -l insecure-policy -d 'Allow every image, whatever the policies say'
complete -c imgtool -n "__fish_imgtool_using_subcommand copy" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand copy" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand inspect" -s f -l format -d 'Print with a template (`{{.Digest}}`, `{{range .Layers}}{{.}}\\n{{end}}`), a JSON path (`$.LayersData[*].Size`), or as `json` or `table` [default: table on a terminal, else json]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand inspect" -l platform -d 'Look at this platform\'s image of an index [default: this machine\'s]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand inspect" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand inspect" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand inspect" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand inspect" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand inspect" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
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
complete -c imgtool -n "__fish_imgtool_using_subcommand login" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
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
complete -c imgtool -n "__fish_imgtool_using_subcommand logout" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
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
complete -c imgtool -n "__fish_imgtool_using_subcommand tags" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
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
complete -c imgtool -n "__fish_imgtool_using_subcommand list-tags" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
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
complete -c imgtool -n "__fish_imgtool_using_subcommand catalog" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
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
complete -c imgtool -n "__fish_imgtool_using_subcommand digest" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
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
complete -c imgtool -n "__fish_imgtool_using_subcommand ls" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
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
complete -c imgtool -n "__fish_imgtool_using_subcommand cat" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
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
complete -c imgtool -n "__fish_imgtool_using_subcommand export" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
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
complete -c imgtool -n "__fish_imgtool_using_subcommand diff" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
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
complete -c imgtool -n "__fish_imgtool_using_subcommand explore" -l platform -d 'This platform\'s image of an index [default: this machine\'s]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand explore" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand explore" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand explore" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand explore" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand explore" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand explore" -l html -d 'Write one page to look at in a browser' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand explore" -l ci-config -d 'The file with the limits, in dive\'s form [default: .dive-ci, if there is one]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand explore" -l lowest-efficiency -d 'The efficiency has to be this at least: 0.95, or 95%' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand explore" -l highest-wasted-bytes -d 'This may be wasted at most: 20MB' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand explore" -l highest-user-wasted-percent -d 'This share of the bytes above the base layer may be wasted at most: 0.2, or 20%' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand explore" -l max-size -d 'The contents of all layers may have this size at most: 100MB' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand explore" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand explore" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand explore" -l json -d 'Print JSON'
complete -c imgtool -n "__fish_imgtool_using_subcommand explore" -l changes -d 'With --json: every path that each layer touched, too'
complete -c imgtool -n "__fish_imgtool_using_subcommand explore" -l summary -d 'Print a summary, whatever the terminal can do'
complete -c imgtool -n "__fish_imgtool_using_subcommand explore" -l ci -d 'Check limits: the exit code is 1 where one is not kept. Without any of them: dive\'s own, an efficiency of 0.9 and 0.1 wasted'
complete -c imgtool -n "__fish_imgtool_using_subcommand explore" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand explore" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand validate" -l platform -d 'Only this platform\'s image of an index' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand validate" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand validate" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand validate" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand validate" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand validate" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
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
complete -c imgtool -n "__fish_imgtool_using_subcommand tag" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
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
complete -c imgtool -n "__fish_imgtool_using_subcommand delete" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
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
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from create" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
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
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from add" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
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
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from remove" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
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
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from rm" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
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
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from annotate" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
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
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from list" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
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
complete -c imgtool -n "__fish_imgtool_using_subcommand index; and __fish_seen_subcommand_from ls" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
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
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from push" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
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
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from attach" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
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
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from pull" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
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
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from list" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
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
complete -c imgtool -n "__fish_imgtool_using_subcommand artifact; and __fish_seen_subcommand_from ls" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
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
complete -c imgtool -n "__fish_imgtool_using_subcommand referrers" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand referrers" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand referrers" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand referrers" -l json -d 'Print JSON'
complete -c imgtool -n "__fish_imgtool_using_subcommand referrers" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand referrers" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand keygen" -l output-key-prefix -d 'The beginning of the two files\' names' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand keygen" -l algorithm -l signing-algorithm -d 'What kind of key' -r -f -a "ecdsa-p256\t'ECDSA on P-256, which everything reads'
ecdsa-p384\t'ECDSA on P-384'
ed25519\t'Ed25519'"
complete -c imgtool -n "__fish_imgtool_using_subcommand keygen" -l from -d 'Encrypt this plain private key (PEM), instead of making a new one' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand keygen" -l password-fd -d 'Read the password from this file descriptor [default: $COSIGN_PASSWORD, else asked for]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand keygen" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand keygen" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand keygen" -s y -l yes -d 'Overwrite files that are there'
complete -c imgtool -n "__fish_imgtool_using_subcommand keygen" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand keygen" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand sign" -l key -d 'The private key: a file (cosign\'s encrypted form, or PEM), env://VARIABLE, or \'exec:PROGRAM ARG…\' that signs for you' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand sign" -l password-fd -d 'Read the key\'s password from this file descriptor [default: $COSIGN_PASSWORD, else asked for]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand sign" -l identity-token -d 'The identity to sign as: an OIDC token, or a file with it [default: what CI provides: $SIGSTORE_ID_TOKEN, GitHub\'s, /var/run/sigstore/cosign/oidc-token]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand sign" -l fulcio-url -d 'Who gives certificates for identities' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand sign" -l rekor-url -d 'The transparency log' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand sign" -l tlog-upload -d 'Enter what is signed into the transparency log [default: only without a key]' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand sign" -l trusted-root -d 'Check what they answer against this trusted_root.json, before anything is attached' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand sign" -s a -l annotation -l annotations -d 'Something to sign besides, for verify --annotation' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand sign" -l sign-container-identity -l sign-identity -d 'The name that is signed along [default: the repository]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand sign" -l signature-format -d 'How to attach it' -r -f -a "bundle\t'A Sigstore bundle as an OCI referrer: what cosign 3 writes and reads first'
tag\t'An image under the tag sha256-….sig or .att: what cosign 2, podman and skopeo read'
both\t'Both'"
complete -c imgtool -n "__fish_imgtool_using_subcommand sign" -l bundle -d 'Write the bundle to this file, too; several are written one a line' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand sign" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand sign" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand sign" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand sign" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand sign" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand sign" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand sign" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand sign" -s r -l recursive -d 'Of an index, sign each image, too'
complete -c imgtool -n "__fish_imgtool_using_subcommand sign" -l no-upload -d 'Attach nothing: only write the bundle'
complete -c imgtool -n "__fish_imgtool_using_subcommand sign" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand sign" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand verify" -l key -d 'A public key: a file, env://VARIABLE or exec:PROGRAM. Of several, each must have signed' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand verify" -l threshold -d 'So many of the keys will do' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand verify" -l insecure-ignore-tlog -d 'Do without a transparency log, where a key is given' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand verify" -l certificate-identity -d 'Who must have signed, where a certificate says it: an address, a URI' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand verify" -l certificate-identity-regexp -d 'The same as a regular expression; anchor it with ^ and $' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand verify" -l certificate-oidc-issuer -d 'Who must have vouched for them: the URL of an OIDC issuer' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand verify" -l certificate-oidc-issuer-regexp -d 'The same as a regular expression' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand verify" -l trusted-root -d 'Whom to believe about certificates and logs: trusted_root.json [default: what imgtool trust keeps]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand verify" -l bundle -d 'Check the bundle in this file, instead of what is attached' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand verify" -s a -l annotation -l annotations -d 'What must be signed besides' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand verify" -l policy -d 'Ask this policy instead of keys: imgtool\'s (.yaml) or containers-policy.json(5)' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand verify" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand verify" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand verify" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand verify" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand verify" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand verify" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand verify" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand verify" -l explain -d 'Say which rule of the policy decides, and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand verify" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand attest" -l key -d 'The private key: a file (cosign\'s encrypted form, or PEM), env://VARIABLE, or \'exec:PROGRAM ARG…\' that signs for you' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand attest" -l password-fd -d 'Read the key\'s password from this file descriptor [default: $COSIGN_PASSWORD, else asked for]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand attest" -l identity-token -d 'The identity to sign as: an OIDC token, or a file with it [default: what CI provides: $SIGSTORE_ID_TOKEN, GitHub\'s, /var/run/sigstore/cosign/oidc-token]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand attest" -l fulcio-url -d 'Who gives certificates for identities' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand attest" -l rekor-url -d 'The transparency log' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand attest" -l tlog-upload -d 'Enter what is signed into the transparency log [default: only without a key]' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand attest" -l trusted-root -d 'Check what they answer against this trusted_root.json, before anything is attached' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand attest" -l type -d 'What kind of statement: slsaprovenance, slsaprovenance02, slsaprovenance1, spdx, spdxjson, cyclonedx, link, vuln, openvex, custom, or a URI' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand attest" -l predicate -d 'The file with what is said, or `-`' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand attest" -l signature-format -d 'How to attach it' -r -f -a "bundle\t'A Sigstore bundle as an OCI referrer: what cosign 3 writes and reads first'
tag\t'An image under the tag sha256-….sig or .att: what cosign 2, podman and skopeo read'
both\t'Both'"
complete -c imgtool -n "__fish_imgtool_using_subcommand attest" -l bundle -d 'Write the bundle to this file, too; several are written one a line' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand attest" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand attest" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand attest" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand attest" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand attest" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand attest" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand attest" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand attest" -s r -l recursive -d 'Of an index, say it of each image, too'
complete -c imgtool -n "__fish_imgtool_using_subcommand attest" -l no-upload -d 'Attach nothing: only write the bundle'
complete -c imgtool -n "__fish_imgtool_using_subcommand attest" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand attest" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand verify-attestation" -l key -d 'A public key: a file, env://VARIABLE or exec:PROGRAM. Of several, each must have signed' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand verify-attestation" -l threshold -d 'So many of the keys will do' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand verify-attestation" -l insecure-ignore-tlog -d 'Do without a transparency log, where a key is given' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand verify-attestation" -l certificate-identity -d 'Who must have signed, where a certificate says it: an address, a URI' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand verify-attestation" -l certificate-identity-regexp -d 'The same as a regular expression; anchor it with ^ and $' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand verify-attestation" -l certificate-oidc-issuer -d 'Who must have vouched for them: the URL of an OIDC issuer' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand verify-attestation" -l certificate-oidc-issuer-regexp -d 'The same as a regular expression' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand verify-attestation" -l trusted-root -d 'Whom to believe about certificates and logs: trusted_root.json [default: what imgtool trust keeps]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand verify-attestation" -l bundle -d 'Check the bundle in this file, instead of what is attached' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand verify-attestation" -l type -d 'What kind of statement: as for attest' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand verify-attestation" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand verify-attestation" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand verify-attestation" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand verify-attestation" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand verify-attestation" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand verify-attestation" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand verify-attestation" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand verify-attestation" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand verify-attestation" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand signatures" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand signatures" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand signatures" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand signatures" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand signatures" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand signatures" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand signatures" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand signatures" -s r -l recursive -d 'Of an index, those of each image, too'
complete -c imgtool -n "__fish_imgtool_using_subcommand signatures" -l json -d 'Print JSON'
complete -c imgtool -n "__fish_imgtool_using_subcommand signatures" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand signatures" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand trust; and not __fish_seen_subcommand_from init update help" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand trust; and not __fish_seen_subcommand_from init update help" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand trust; and not __fish_seen_subcommand_from init update help" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand trust; and not __fish_seen_subcommand_from init update help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand trust; and not __fish_seen_subcommand_from init update help" -f -a "init" -d 'Begin with a root that you trust, as cosign initialize does'
complete -c imgtool -n "__fish_imgtool_using_subcommand trust; and not __fish_seen_subcommand_from init update help" -f -a "update" -d 'Read the repository anew'
complete -c imgtool -n "__fish_imgtool_using_subcommand trust; and not __fish_seen_subcommand_from init update help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c imgtool -n "__fish_imgtool_using_subcommand trust; and __fish_seen_subcommand_from init" -l mirror -d 'Where the repository is' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand trust; and __fish_seen_subcommand_from init" -l root-json -d 'Its root.json, got in a way that you trust; newer ones are found from there' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand trust; and __fish_seen_subcommand_from init" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand trust; and __fish_seen_subcommand_from init" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand trust; and __fish_seen_subcommand_from init" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand trust; and __fish_seen_subcommand_from init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand trust; and __fish_seen_subcommand_from update" -l mirror -d 'Where the repository is now [default: where it was]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand trust; and __fish_seen_subcommand_from update" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand trust; and __fish_seen_subcommand_from update" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand trust; and __fish_seen_subcommand_from update" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand trust; and __fish_seen_subcommand_from update" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand trust; and __fish_seen_subcommand_from help" -f -a "init" -d 'Begin with a root that you trust, as cosign initialize does'
complete -c imgtool -n "__fish_imgtool_using_subcommand trust; and __fish_seen_subcommand_from help" -f -a "update" -d 'Read the repository anew'
complete -c imgtool -n "__fish_imgtool_using_subcommand trust; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and not __fish_seen_subcommand_from from run copy add config commit ls list ps rm delete mount unmount umount rename inspect diff help" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and not __fish_seen_subcommand_from from run copy add config commit ls list ps rm delete mount unmount umount rename inspect diff help" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and not __fish_seen_subcommand_from from run copy add config commit ls list ps rm delete mount unmount umount rename inspect diff help" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and not __fish_seen_subcommand_from from run copy add config commit ls list ps rm delete mount unmount umount rename inspect diff help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and not __fish_seen_subcommand_from from run copy add config commit ls list ps rm delete mount unmount umount rename inspect diff help" -f -a "from" -d 'Make a working container of an image, or of nothing (scratch), and print its name'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and not __fish_seen_subcommand_from from run copy add config commit ls list ps rm delete mount unmount umount rename inspect diff help" -f -a "run" -d 'Run a command in it and keep what it changes as a layer'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and not __fish_seen_subcommand_from from run copy add config commit ls list ps rm delete mount unmount umount rename inspect diff help" -f -a "copy" -d 'Copy files into it, as COPY does'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and not __fish_seen_subcommand_from from run copy add config commit ls list ps rm delete mount unmount umount rename inspect diff help" -f -a "add" -d 'Copy files into it, unpack archives, fetch from the web, as ADD does'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and not __fish_seen_subcommand_from from run copy add config commit ls list ps rm delete mount unmount umount rename inspect diff help" -f -a "config" -d 'Change what its image says: environment, entry point, labels and others'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and not __fish_seen_subcommand_from from run copy add config commit ls list ps rm delete mount unmount umount rename inspect diff help" -f -a "commit" -d 'Make an image of it, and print the image\'s ID'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and not __fish_seen_subcommand_from from run copy add config commit ls list ps rm delete mount unmount umount rename inspect diff help" -f -a "ls" -d 'List the working containers'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and not __fish_seen_subcommand_from from run copy add config commit ls list ps rm delete mount unmount umount rename inspect diff help" -f -a "list" -d 'List the working containers'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and not __fish_seen_subcommand_from from run copy add config commit ls list ps rm delete mount unmount umount rename inspect diff help" -f -a "ps" -d 'List the working containers'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and not __fish_seen_subcommand_from from run copy add config commit ls list ps rm delete mount unmount umount rename inspect diff help" -f -a "rm" -d 'Remove working containers'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and not __fish_seen_subcommand_from from run copy add config commit ls list ps rm delete mount unmount umount rename inspect diff help" -f -a "delete" -d 'Remove working containers'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and not __fish_seen_subcommand_from from run copy add config commit ls list ps rm delete mount unmount umount rename inspect diff help" -f -a "mount" -d 'Mount their files, and print where; without a name, list what is mounted'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and not __fish_seen_subcommand_from from run copy add config commit ls list ps rm delete mount unmount umount rename inspect diff help" -f -a "unmount" -d 'Unmount their files; what was changed there stays'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and not __fish_seen_subcommand_from from run copy add config commit ls list ps rm delete mount unmount umount rename inspect diff help" -f -a "umount" -d 'Unmount their files; what was changed there stays'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and not __fish_seen_subcommand_from from run copy add config commit ls list ps rm delete mount unmount umount rename inspect diff help" -f -a "rename" -d 'Give it another name'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and not __fish_seen_subcommand_from from run copy add config commit ls list ps rm delete mount unmount umount rename inspect diff help" -f -a "inspect" -d 'Show what it is so far'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and not __fish_seen_subcommand_from from run copy add config commit ls list ps rm delete mount unmount umount rename inspect diff help" -f -a "diff" -d 'Show which files differ from its base'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and not __fish_seen_subcommand_from from run copy add config commit ls list ps rm delete mount unmount umount rename inspect diff help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l name -d 'What to call the container [default: the image\'s name with -working-container]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l pull -d 'When to ask the registry for the image' -r -f -a "always\t'Always; the local store only saves the download'
missing\t'Where the local store lacks it'
never\t'Never'"
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l platform -d 'What the image is to be for: os/arch[/variant]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l policy -d 'The policy that says which images are allowed: imgtool\'s (.yaml) or containers-policy.json(5) [default: $XDG_CONFIG_HOME/containers/policy.json, then /etc/containers/policy.json, where they exist]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l timestamp -d 'Set every time that the steps put into the image to this (seconds since 1970)' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l os -d 'The operating system that the image is to be for' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l arch -d 'The architecture that it is to be for' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l variant -d 'The variant of the architecture' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l cidfile -d 'Write the container\'s ID to a file' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -s f -l format -d 'The document format that commit writes where it is not told' -r -f -a "oci\t'OCI image spec'
docker\t'Docker schema 2'"
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l isolation -d 'How run isolates its command where it is not told' -r -f -a "auto\t'The best that this machine allows'
userns\t'A user namespace, with subordinate ids for an ordinary user'
userns-single\t'A user namespace with this user\'s id alone'
root\t'Root, in namespaces of its own'
chroot\t'Root, by chroot alone: for places that allow neither namespaces nor mounts'"
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l network -d 'The network of RUN: host (the default), none (the loopback device only), or one of its own by private, pasta[:OPTION,…] or slirp4netns[:OPTION,…]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l add-host -d 'A further line of /etc/hosts; host-gateway is this machine' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l dns -d 'Servers that names are asked of, instead of this machine\'s; none leaves the image\'s own resolv.conf' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l dns-search -d 'Domains that names are searched in' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l dns-option -d 'Options of resolv.conf' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l ulimit -d 'Resource limits: nofile=1024:2048 and others; -1 is no limit' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l shm-size -d 'The size of /dev/shm, with b, k, m or g [default: 64m]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l device -d 'Show a device of this machine, by its path or its CDI name' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l cdi-config-dir -d 'Where devices are described (CDI) [default: /etc/cdi, /var/run/cdi, /etc/buildkit/cdi]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -s v -l volume -d 'Mount a directory or file of this machine into every RUN' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l cap-add -d 'Give a capability more than Docker does, or all' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l cap-drop -d 'Take a capability away, or all' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l security-opt -d 'no-new-privileges: setuid programs give nothing; seccomp=FILE: a filter of system calls as Docker has it, or seccomp=unconfined: none' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l allow -d 'Allow what a Dockerfile may ask for: security.insecure for RUN --security=insecure, network.host, device or device=NAME for RUN --device' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -s m -l memory -d 'The most memory, with b, k, m or g' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l memory-swap -d 'The most memory and swap together; -1 is no limit' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -s c -l cpu-shares -d 'Weight among others that want the processors; 1024 is usual' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l cpu-period -d 'What --cpu-quota is for, in microseconds [default: 100000]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l cpu-quota -d 'Processor time in a period, in microseconds' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l cpuset-cpus -d 'Processors that may be used: 0-2,5' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l cpuset-mems -d 'Memory nodes that may be used' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l cgroup-parent -d 'The control group to limit RUN in, instead of that of imgtool' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l pid -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l ipc -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l uts -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l cgroupns -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l userns -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l userns-uid-map -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l userns-gid-map -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l userns-uid-map-user -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l userns-gid-map-group -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l runtime -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l runtime-flag -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l hooks-dir -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l layer-label -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l http-proxy -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l disable-content-trust -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l add-history -d 'Every step has its line in the history' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l retry -d 'Failures of the network are tried again' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l retry-delay -d 'The same, later' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l insecure-policy -d 'Allow every image, whatever the policies say'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -s q -l quiet -d 'Nothing but the name is printed anyway'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l no-hosts -d 'Leave /etc/hosts as the image has it'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l no-hostname
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l logsplit
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l stdin
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from from" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -s u -l user -d 'Who runs it, instead of the config\'s user' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l workingdir -d 'Where it runs, instead of the config\'s working directory' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -s e -l env -d 'A variable that it sees and the image does not keep; NAME alone takes it from the environment' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l mount -d 'As RUN --mount; a bind without `from` shows a directory of this machine' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l secret -d 'Show a secret to --mount=type=secret: id=ID, with src=FILE or env=NAME' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l ssh -d 'Show an SSH agent\'s socket to --mount=type=ssh: `default`, or ID=SOCKET' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l hostname -d 'What the host is called that the command finds itself on' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l contextdir -d 'Where relative sources of --mount begin, instead of here' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l pid -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l ipc -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l uts -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l cgroupns -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l userns -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l userns-uid-map -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l userns-gid-map -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l userns-uid-map-user -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l userns-gid-map-group -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l runtime -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l runtime-flag -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l hooks-dir -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l layer-label -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l http-proxy -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l disable-content-trust -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l add-history -d 'Every step has its line in the history' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l retry -d 'Failures of the network are tried again' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l retry-delay -d 'The same, later' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l isolation -d 'How it is isolated from this machine' -r -f -a "auto\t'The best that this machine allows'
userns\t'A user namespace, with subordinate ids for an ordinary user'
userns-single\t'A user namespace with this user\'s id alone'
root\t'Root, in namespaces of its own'
chroot\t'Root, by chroot alone: for places that allow neither namespaces nor mounts'"
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l network -d 'The network of RUN: host (the default), none (the loopback device only), or one of its own by private, pasta[:OPTION,…] or slirp4netns[:OPTION,…]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l add-host -d 'A further line of /etc/hosts; host-gateway is this machine' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l dns -d 'Servers that names are asked of, instead of this machine\'s; none leaves the image\'s own resolv.conf' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l dns-search -d 'Domains that names are searched in' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l dns-option -d 'Options of resolv.conf' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l ulimit -d 'Resource limits: nofile=1024:2048 and others; -1 is no limit' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l shm-size -d 'The size of /dev/shm, with b, k, m or g [default: 64m]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l device -d 'Show a device of this machine, by its path or its CDI name' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l cdi-config-dir -d 'Where devices are described (CDI) [default: /etc/cdi, /var/run/cdi, /etc/buildkit/cdi]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -s v -l volume -d 'Mount a directory or file of this machine into every RUN' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l cap-add -d 'Give a capability more than Docker does, or all' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l cap-drop -d 'Take a capability away, or all' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l security-opt -d 'no-new-privileges: setuid programs give nothing; seccomp=FILE: a filter of system calls as Docker has it, or seccomp=unconfined: none' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l allow -d 'Allow what a Dockerfile may ask for: security.insecure for RUN --security=insecure, network.host, device or device=NAME for RUN --device' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -s m -l memory -d 'The most memory, with b, k, m or g' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l memory-swap -d 'The most memory and swap together; -1 is no limit' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -s c -l cpu-shares -d 'Weight among others that want the processors; 1024 is usual' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l cpu-period -d 'What --cpu-quota is for, in microseconds [default: 100000]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l cpu-quota -d 'Processor time in a period, in microseconds' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l cpuset-cpus -d 'Processors that may be used: 0-2,5' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l cpuset-mems -d 'Memory nodes that may be used' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l cgroup-parent -d 'The control group to limit RUN in, instead of that of imgtool' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -s t -l terminal -d 'A terminal for the command: there is none'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l no-pivot -d 'The command cannot leave its root anyway'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l no-hostname
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l logsplit
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l stdin
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l cache -d 'Take the result of the same command on the same files if it is known, without its output'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l no-hosts -d 'Leave /etc/hosts as the image has it'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from run" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from copy" -l chown -d 'Who owns what is copied' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from copy" -l chmod -d 'The mode of what is copied' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from copy" -l exclude -d 'Leave these out' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from copy" -l contextdir -d 'The directory that sources are below, as the context of a build' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from copy" -l ignorefile -d 'A file with patterns of what is left out, as .dockerignore' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from copy" -l timestamp -d 'The time of what is copied (seconds since 1970)' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from copy" -l checksum -d 'What a file from the web must be: sha256:…' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from copy" -l add-history -d 'Every step has its line in the history' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from copy" -l retry -d 'Failures of the network are tried again' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from copy" -l retry-delay -d 'The same, later' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from copy" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from copy" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from copy" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from copy" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from copy" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from copy" -l from -d 'Take the files from this working container or image' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from copy" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from copy" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from copy" -l no-cache -d 'Do it, whatever the cache holds'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from copy" -l link -d 'Make a layer that needs nothing of those below it'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from copy" -s q -l quiet -d 'Said by scripts: there is no output anyway'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from copy" -l parents -d 'Keep the sources\' parent directories'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from copy" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from copy" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from add" -l chown -d 'Who owns what is copied' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from add" -l chmod -d 'The mode of what is copied' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from add" -l exclude -d 'Leave these out' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from add" -l contextdir -d 'The directory that sources are below, as the context of a build' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from add" -l ignorefile -d 'A file with patterns of what is left out, as .dockerignore' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from add" -l timestamp -d 'The time of what is copied (seconds since 1970)' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from add" -l checksum -d 'What a file from the web must be: sha256:…' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from add" -l add-history -d 'Every step has its line in the history' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from add" -l retry -d 'Failures of the network are tried again' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from add" -l retry-delay -d 'The same, later' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from add" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from add" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from add" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from add" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from add" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from add" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from add" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from add" -l no-cache -d 'Do it, whatever the cache holds'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from add" -l link -d 'Make a layer that needs nothing of those below it'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Said by scripts: there is no output anyway'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from add" -l keep-git-dir -d 'Keep .git of what comes from a git repository'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from add" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from config" -l created-by -d 'What the history says of the last step' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from config" -l comment -l history-comment -d 'A remark in the history' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from config" -l arch -d 'The architecture that the image says it is for' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from config" -l variant -d 'The variant of the architecture' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from config" -l os -d 'The operating system that the image says it is for' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from config" -l os-version -d 'The version of the operating system that the image says it needs' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from config" -l os-feature -d 'A feature of the operating system that the image says it needs' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from config" -l unsetlabel -d 'Take a label away, as --label NAME-' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from config" -l unsetannotation -d 'Take an annotation away, as --annotation NAME-' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from config" -l add-history -d 'Every step has its line in the history' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from config" -l retry -d 'Failures of the network are tried again' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from config" -l retry-delay -d 'The same, later' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from config" -l workingdir -d 'Where they begin; made if it is not there, as WORKDIR does' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from config" -l entrypoint -d 'What starts: words for the shell, or a JSON list' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from config" -l cmd -d 'Its arguments, or what starts: words, or a JSON list' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from config" -l author -d 'Who made the image' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from config" -s e -l env -d 'A variable, as ENV' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from config" -s l -l label -d 'A label' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from config" -s a -l annotation -d 'An annotation of the manifest' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from config" -s u -l user -d 'Who the image\'s processes are' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from config" -s p -l port -l exposed-ports -d 'A port that is listened at' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from config" -s v -l volume -d 'A place for a volume' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from config" -l shell -d 'The shell of shell commands: words, or a JSON list' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from config" -l stop-signal -d 'The signal that ends it' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from config" -l healthcheck -d 'How its health is checked: `CMD words`, `CMD-SHELL text` or NONE' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from config" -l healthcheck-interval -d 'Time between checks' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from config" -l healthcheck-timeout -d 'Time that a check may take' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from config" -l healthcheck-start-period -d 'Time that it may take to start' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from config" -l healthcheck-start-interval -d 'Time between checks while it starts' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from config" -l healthcheck-retries -d 'Failures in a row that mean it is ill' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from config" -l onbuild -d 'An instruction for whoever builds on the image' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from config" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from config" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from config" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from config" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from config" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from config" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from config" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from config" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from config" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from commit" -s t -l tag -d 'A further name; may be given several times' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from commit" -s f -l format -d 'The document format of the image' -r -f -a "oci\t'OCI image spec'
docker\t'Docker schema 2'"
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from commit" -l timestamp -d 'Set every time in the new layers and in the config to this (seconds since 1970)' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from commit" -l source-date-epoch -d 'The time of the image, and the latest of its new files (seconds since 1970)' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from commit" -l annotation -d 'An annotation of this image alone' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from commit" -l unsetannotation -d 'Leave an annotation out' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from commit" -l unsetenv -d 'Leave a variable out' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from commit" -s c -l change -d 'An instruction of a Dockerfile that makes no layer, for this image alone' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from commit" -l rewrite-timestamp -d 'New files are never younger than --source-date-epoch here' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from commit" -l identity-label -d 'There is no such label here' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from commit" -l created-annotation -d 'There is no such annotation here' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from commit" -l add-history -d 'Every step has its line in the history' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from commit" -l retry -d 'Failures of the network are tried again' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from commit" -l retry-delay -d 'The same, later' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from commit" -l iidfile -d 'Write the image\'s ID (its config\'s digest) to a file' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from commit" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from commit" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from commit" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from commit" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from commit" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from commit" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from commit" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from commit" -l squash -d 'Make one layer of all, the base\'s too'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from commit" -l omit-history -d 'Leave the history out'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from commit" -s D -l disable-compression -d 'Do not compress layers'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from commit" -l rm -d 'Remove the container then'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from commit" -s q -l quiet -d 'Print nothing but the image\'s ID, which is so anyway'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from commit" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from commit" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from ls" -l format -d 'A Go template for each instead of a table: {{.ContainerName}} {{.ContainerID}} {{.ImageName}} {{.MountPoint}}' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from ls" -s f -l filter -d 'Only those whose name, id or ancestor (the base) holds the text' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from ls" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from ls" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from ls" -l json -d 'Print JSON'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from ls" -s q -l quiet -d 'Only the names'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from ls" -s n -l noheading -d 'No headings'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from ls" -l notruncate -d 'Whole IDs'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from ls" -s a -l all -d 'There are no others'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from ls" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from ls" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from list" -l format -d 'A Go template for each instead of a table: {{.ContainerName}} {{.ContainerID}} {{.ImageName}} {{.MountPoint}}' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from list" -s f -l filter -d 'Only those whose name, id or ancestor (the base) holds the text' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from list" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from list" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from list" -l json -d 'Print JSON'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Only the names'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from list" -s n -l noheading -d 'No headings'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from list" -l notruncate -d 'Whole IDs'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from list" -s a -l all -d 'There are no others'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from list" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from ps" -l format -d 'A Go template for each instead of a table: {{.ContainerName}} {{.ContainerID}} {{.ImageName}} {{.MountPoint}}' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from ps" -s f -l filter -d 'Only those whose name, id or ancestor (the base) holds the text' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from ps" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from ps" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from ps" -l json -d 'Print JSON'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from ps" -s q -l quiet -d 'Only the names'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from ps" -s n -l noheading -d 'No headings'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from ps" -l notruncate -d 'Whole IDs'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from ps" -s a -l all -d 'There are no others'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from ps" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from ps" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from rm" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from rm" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from rm" -s a -l all -d 'Remove all'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from rm" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from rm" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from delete" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from delete" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from delete" -s a -l all -d 'Remove all'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from delete" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from mount" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from mount" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from mount" -l json -d 'Print JSON'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from mount" -l notruncate -d 'Names and paths are never cut, which is so anyway'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from mount" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from mount" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from unmount" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from unmount" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from unmount" -s a -l all -d 'Unmount all that are mounted'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from unmount" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from unmount" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from umount" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from umount" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from umount" -s a -l all -d 'Unmount all that are mounted'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from umount" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from umount" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from rename" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from rename" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from rename" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from rename" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from inspect" -s f -l format -d 'A Go template or a JSON path instead of all' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from inspect" -s t -l type -d 'What the name stands for' -r -f -a "container\t''
image\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from inspect" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from inspect" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from inspect" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from inspect" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from diff" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from diff" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from diff" -l json -d 'Print JSON'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from diff" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from diff" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from help" -f -a "from" -d 'Make a working container of an image, or of nothing (scratch), and print its name'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from help" -f -a "run" -d 'Run a command in it and keep what it changes as a layer'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from help" -f -a "copy" -d 'Copy files into it, as COPY does'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from help" -f -a "add" -d 'Copy files into it, unpack archives, fetch from the web, as ADD does'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from help" -f -a "config" -d 'Change what its image says: environment, entry point, labels and others'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from help" -f -a "commit" -d 'Make an image of it, and print the image\'s ID'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from help" -f -a "ls" -d 'List the working containers'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from help" -f -a "rm" -d 'Remove working containers'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from help" -f -a "mount" -d 'Mount their files, and print where; without a name, list what is mounted'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from help" -f -a "unmount" -d 'Unmount their files; what was changed there stays'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from help" -f -a "rename" -d 'Give it another name'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from help" -f -a "inspect" -d 'Show what it is so far'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from help" -f -a "diff" -d 'Show which files differ from its base'
complete -c imgtool -n "__fish_imgtool_using_subcommand container; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c imgtool -n "__fish_imgtool_using_subcommand cache-mount; and not __fish_seen_subcommand_from ls export import rm help" -l isolation -d 'How RUN is isolated, where the cache was filled' -r -f -a "auto\t'The best that this machine allows'
userns\t'A user namespace, with subordinate ids for an ordinary user'
userns-single\t'A user namespace with this user\'s id alone'
root\t'Root, in namespaces of its own'
chroot\t'Root, by chroot alone: for places that allow neither namespaces nor mounts'"
complete -c imgtool -n "__fish_imgtool_using_subcommand cache-mount; and not __fish_seen_subcommand_from ls export import rm help" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand cache-mount; and not __fish_seen_subcommand_from ls export import rm help" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand cache-mount; and not __fish_seen_subcommand_from ls export import rm help" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand cache-mount; and not __fish_seen_subcommand_from ls export import rm help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand cache-mount; and not __fish_seen_subcommand_from ls export import rm help" -f -a "ls" -d 'List the caches by their ids (a cache without an id has its target for one)'
complete -c imgtool -n "__fish_imgtool_using_subcommand cache-mount; and not __fish_seen_subcommand_from ls export import rm help" -f -a "export" -d 'Write the content of a cache as a tar archive'
complete -c imgtool -n "__fish_imgtool_using_subcommand cache-mount; and not __fish_seen_subcommand_from ls export import rm help" -f -a "import" -d 'Make the content of a tar archive that of a cache, instead of what it held'
complete -c imgtool -n "__fish_imgtool_using_subcommand cache-mount; and not __fish_seen_subcommand_from ls export import rm help" -f -a "rm" -d 'Remove caches'
complete -c imgtool -n "__fish_imgtool_using_subcommand cache-mount; and not __fish_seen_subcommand_from ls export import rm help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c imgtool -n "__fish_imgtool_using_subcommand cache-mount; and __fish_seen_subcommand_from ls" -l isolation -d 'How RUN is isolated, where the cache was filled' -r -f -a "auto\t'The best that this machine allows'
userns\t'A user namespace, with subordinate ids for an ordinary user'
userns-single\t'A user namespace with this user\'s id alone'
root\t'Root, in namespaces of its own'
chroot\t'Root, by chroot alone: for places that allow neither namespaces nor mounts'"
complete -c imgtool -n "__fish_imgtool_using_subcommand cache-mount; and __fish_seen_subcommand_from ls" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand cache-mount; and __fish_seen_subcommand_from ls" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand cache-mount; and __fish_seen_subcommand_from ls" -l json -d 'As JSON'
complete -c imgtool -n "__fish_imgtool_using_subcommand cache-mount; and __fish_seen_subcommand_from ls" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand cache-mount; and __fish_seen_subcommand_from ls" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand cache-mount; and __fish_seen_subcommand_from export" -s o -l output -d 'The archive [default: standard output]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand cache-mount; and __fish_seen_subcommand_from export" -l compression -d 'How it is compressed: gzip, zstd or none, with an optional level' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand cache-mount; and __fish_seen_subcommand_from export" -l isolation -d 'How RUN is isolated, where the cache was filled' -r -f -a "auto\t'The best that this machine allows'
userns\t'A user namespace, with subordinate ids for an ordinary user'
userns-single\t'A user namespace with this user\'s id alone'
root\t'Root, in namespaces of its own'
chroot\t'Root, by chroot alone: for places that allow neither namespaces nor mounts'"
complete -c imgtool -n "__fish_imgtool_using_subcommand cache-mount; and __fish_seen_subcommand_from export" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand cache-mount; and __fish_seen_subcommand_from export" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand cache-mount; and __fish_seen_subcommand_from export" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand cache-mount; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand cache-mount; and __fish_seen_subcommand_from import" -l isolation -d 'How RUN is isolated, where the cache was filled' -r -f -a "auto\t'The best that this machine allows'
userns\t'A user namespace, with subordinate ids for an ordinary user'
userns-single\t'A user namespace with this user\'s id alone'
root\t'Root, in namespaces of its own'
chroot\t'Root, by chroot alone: for places that allow neither namespaces nor mounts'"
complete -c imgtool -n "__fish_imgtool_using_subcommand cache-mount; and __fish_seen_subcommand_from import" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand cache-mount; and __fish_seen_subcommand_from import" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand cache-mount; and __fish_seen_subcommand_from import" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand cache-mount; and __fish_seen_subcommand_from import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand cache-mount; and __fish_seen_subcommand_from rm" -l isolation -d 'How RUN is isolated, where the cache was filled' -r -f -a "auto\t'The best that this machine allows'
userns\t'A user namespace, with subordinate ids for an ordinary user'
userns-single\t'A user namespace with this user\'s id alone'
root\t'Root, in namespaces of its own'
chroot\t'Root, by chroot alone: for places that allow neither namespaces nor mounts'"
complete -c imgtool -n "__fish_imgtool_using_subcommand cache-mount; and __fish_seen_subcommand_from rm" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand cache-mount; and __fish_seen_subcommand_from rm" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand cache-mount; and __fish_seen_subcommand_from rm" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand cache-mount; and __fish_seen_subcommand_from rm" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand cache-mount; and __fish_seen_subcommand_from help" -f -a "ls" -d 'List the caches by their ids (a cache without an id has its target for one)'
complete -c imgtool -n "__fish_imgtool_using_subcommand cache-mount; and __fish_seen_subcommand_from help" -f -a "export" -d 'Write the content of a cache as a tar archive'
complete -c imgtool -n "__fish_imgtool_using_subcommand cache-mount; and __fish_seen_subcommand_from help" -f -a "import" -d 'Make the content of a tar archive that of a cache, instead of what it held'
complete -c imgtool -n "__fish_imgtool_using_subcommand cache-mount; and __fish_seen_subcommand_from help" -f -a "rm" -d 'Remove caches'
complete -c imgtool -n "__fish_imgtool_using_subcommand cache-mount; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and not __fish_seen_subcommand_from df du ls list images rm untag prune verify check help" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and not __fish_seen_subcommand_from df du ls list images rm untag prune verify check help" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and not __fish_seen_subcommand_from df du ls list images rm untag prune verify check help" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and not __fish_seen_subcommand_from df du ls list images rm untag prune verify check help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and not __fish_seen_subcommand_from df du ls list images rm untag prune verify check help" -f -a "df" -d 'Show how much room everything takes, and what could be freed'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and not __fish_seen_subcommand_from df du ls list images rm untag prune verify check help" -f -a "du" -d 'Show how much room everything takes, and what could be freed'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and not __fish_seen_subcommand_from df du ls list images rm untag prune verify check help" -f -a "ls" -d 'List the images that have a name'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and not __fish_seen_subcommand_from df du ls list images rm untag prune verify check help" -f -a "list" -d 'List the images that have a name'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and not __fish_seen_subcommand_from df du ls list images rm untag prune verify check help" -f -a "images" -d 'List the images that have a name'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and not __fish_seen_subcommand_from df du ls list images rm untag prune verify check help" -f -a "rm" -d 'Remove names of images; what nothing else names goes at the next prune'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and not __fish_seen_subcommand_from df du ls list images rm untag prune verify check help" -f -a "untag" -d 'Remove names of images; what nothing else names goes at the next prune'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and not __fish_seen_subcommand_from df du ls list images rm untag prune verify check help" -f -a "prune" -d 'Free what nothing names, beside running builds; with conditions, the cache as well'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and not __fish_seen_subcommand_from df du ls list images rm untag prune verify check help" -f -a "verify" -d 'Read everything again and compare it with its digest; exits with 1 where something is damaged'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and not __fish_seen_subcommand_from df du ls list images rm untag prune verify check help" -f -a "check" -d 'Read everything again and compare it with its digest; exits with 1 where something is damaged'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and not __fish_seen_subcommand_from df du ls list images rm untag prune verify check help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from df" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from df" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from df" -l json -d 'Print JSON'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from df" -s v -l verbose -d 'Each thing in a line of its own'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from df" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from df" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from du" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from du" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from du" -l json -d 'Print JSON'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from du" -s v -l verbose -d 'Each thing in a line of its own'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from du" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from du" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from ls" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from ls" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from ls" -l json -d 'Print JSON'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from ls" -s q -l quiet -d 'Only the names'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from ls" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from ls" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from list" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from list" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from list" -l json -d 'Print JSON'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Only the names'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from list" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from images" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from images" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from images" -l json -d 'Print JSON'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from images" -s q -l quiet -d 'Only the names'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from images" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from images" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from rm" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from rm" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from rm" -l ignore -d 'A name that is not there is no failure'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from rm" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from rm" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from untag" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from untag" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from untag" -l ignore -d 'A name that is not there is no failure'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from untag" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from untag" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from prune" -l keep-storage -l max-used-space -d 'Keep so much of the cache, what was used last: 10GB, 512M' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from prune" -l older-than -d 'Only what was not used for so long: 12h, 14d' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from prune" -l filter -d 'As docker has it: until=DURATION' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from prune" -l isolation -d 'How RUN is isolated, where layers were unpacked' -r -f -a "auto\t'The best that this machine allows'
userns\t'A user namespace, with subordinate ids for an ordinary user'
userns-single\t'A user namespace with this user\'s id alone'
root\t'Root, in namespaces of its own'
chroot\t'Root, by chroot alone: for places that allow neither namespaces nor mounts'"
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from prune" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from prune" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from prune" -s a -l all -d 'The whole cache: everything but what has a name or is in use'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from prune" -l dry-run -d 'Say what would go, and leave it'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from prune" -s f -l force -d 'Nothing is asked anyway'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from prune" -l json -d 'Print JSON'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from prune" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from prune" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from verify" -l isolation -d 'How RUN is isolated, where layers were unpacked' -r -f -a "auto\t'The best that this machine allows'
userns\t'A user namespace, with subordinate ids for an ordinary user'
userns-single\t'A user namespace with this user\'s id alone'
root\t'Root, in namespaces of its own'
chroot\t'Root, by chroot alone: for places that allow neither namespaces nor mounts'"
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from verify" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from verify" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from verify" -l json -d 'Print JSON'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from verify" -l repair -d 'Remove what is damaged: it is fetched or made again when it is needed'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from verify" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from check" -l isolation -d 'How RUN is isolated, where layers were unpacked' -r -f -a "auto\t'The best that this machine allows'
userns\t'A user namespace, with subordinate ids for an ordinary user'
userns-single\t'A user namespace with this user\'s id alone'
root\t'Root, in namespaces of its own'
chroot\t'Root, by chroot alone: for places that allow neither namespaces nor mounts'"
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from check" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from check" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from check" -l json -d 'Print JSON'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from check" -l repair -d 'Remove what is damaged: it is fetched or made again when it is needed'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from check" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from help" -f -a "df" -d 'Show how much room everything takes, and what could be freed'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from help" -f -a "ls" -d 'List the images that have a name'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from help" -f -a "rm" -d 'Remove names of images; what nothing else names goes at the next prune'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from help" -f -a "prune" -d 'Free what nothing names, beside running builds; with conditions, the cache as well'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from help" -f -a "verify" -d 'Read everything again and compare it with its digest; exits with 1 where something is damaged'
complete -c imgtool -n "__fish_imgtool_using_subcommand store; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c imgtool -n "__fish_imgtool_using_subcommand rebase" -l old-base -d 'The base that it is built on [default: what the image says of it]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand rebase" -l new-base -d 'The base that it is to be on [default: what the old one\'s name points at now]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand rebase" -s t -l tag -d 'What the result is called; a bare name is one in a registry [default: as the image]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand rebase" -l platform -d 'Only this platform\'s image of an index' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand rebase" -l report -d 'Write the report: json, html or text, to standard output or a file. May be given several times' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand rebase" -l report-file -d 'The file for the report that has none of its own' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand rebase" -l digestfile -d 'Write the digest of the result to a file' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand rebase" -l sign -l sign-key -l sign-by-sigstore-private-key -d 'Sign the result where it was put, in both forms, an index with all its images: a private key as for imgtool sign' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand rebase" -l sign-passphrase-file -d 'The file with the key\'s password [default: $COSIGN_PASSWORD, else asked for]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand rebase" -l sign-identity -d 'The name that is signed along [default: the destination with its tag]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand rebase" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand rebase" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand rebase" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand rebase" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand rebase" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand rebase" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand rebase" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand rebase" -l check -d 'Only look whether it would be safe: exit code 0 if so, 1 if not, or if somebody should look'
complete -c imgtool -n "__fish_imgtool_using_subcommand rebase" -l no-check -d 'Do not look into layers: nothing but manifests and configs is read'
complete -c imgtool -n "__fish_imgtool_using_subcommand rebase" -s f -l force -d 'Rebase even if it is not safe'
complete -c imgtool -n "__fish_imgtool_using_subcommand rebase" -l dry-run -d 'Do everything but write the result'
complete -c imgtool -n "__fish_imgtool_using_subcommand rebase" -l all-tags -d 'IMAGE is a repository: rebase each tag that is built on the old base'
complete -c imgtool -n "__fish_imgtool_using_subcommand rebase" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand rebase" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand mutate" -s t -l tag -l new_tag -d 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image\'s repository]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand mutate" -l platform -d 'Of an index, take this platform\'s image only' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand mutate" -l digestfile -d 'Write the digest of the result to a file' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand mutate" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand mutate" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand mutate" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand mutate" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand mutate" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand mutate" -l author -d 'Who made the image' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand mutate" -s e -l env -d 'A variable, as ENV' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand mutate" -s l -l label -d 'A label' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand mutate" -s a -l annotation -d 'An annotation of the manifest' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand mutate" -s u -l user -d 'Who the image\'s processes are' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand mutate" -s p -l port -l exposed-ports -d 'A port that is listened at' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand mutate" -s v -l volume -d 'A place for a volume' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand mutate" -l shell -d 'The shell of shell commands: words, or a JSON list' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand mutate" -l stop-signal -d 'The signal that ends it' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand mutate" -l healthcheck -d 'How its health is checked: `CMD words`, `CMD-SHELL text` or NONE' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand mutate" -l healthcheck-interval -d 'Time between checks' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand mutate" -l healthcheck-timeout -d 'Time that a check may take' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand mutate" -l healthcheck-start-period -d 'Time that it may take to start' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand mutate" -l healthcheck-start-interval -d 'Time between checks while it starts' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand mutate" -l healthcheck-retries -d 'Failures in a row that mean it is ill' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand mutate" -l onbuild -d 'An instruction for whoever builds on the image' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand mutate" -l entrypoint -d 'What starts: words with commas between, or a JSON list. The CMD goes, unless it is given, too' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand mutate" -l cmd -d 'Its arguments, or what starts: words with commas between, or a JSON list' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand mutate" -s w -l workdir -l workingdir -d 'Where it starts' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand mutate" -l unset-env -l unsetenv -d 'Remove a variable' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand mutate" -l unset-label -l unsetlabel -d 'Remove a label' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand mutate" -l unset-annotation -l unsetannotation -d 'Remove an annotation' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand mutate" -l created -l timestamp -d 'When the image was made: seconds since 1970, or RFC 3339' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand mutate" -l set-platform -d 'The platform that the image says it is for' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand mutate" -l append -d 'Add an archive or a directory as a layer' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand mutate" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand mutate" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand mutate" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand mutate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand append" -s b -l base -d 'The image, as crane names it' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand append" -s f -l file -l new_layer -d 'A tar archive (compressed or not, - is standard input) or a directory' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand append" -l compression -d 'How plain archives and directories are compressed: gzip, zstd or none, with an optional level' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand append" -l timestamp -d 'The time of the files of directories and of the documents: seconds since 1970, or RFC 3339' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand append" -s t -l tag -l new_tag -d 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image\'s repository]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand append" -l platform -d 'Of an index, take this platform\'s image only' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand append" -l digestfile -d 'Write the digest of the result to a file' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand append" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand append" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand append" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand append" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand append" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand append" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand append" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand append" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand append" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand flatten" -s t -l tag -l new_tag -d 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image\'s repository]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand flatten" -l platform -d 'Of an index, take this platform\'s image only' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand flatten" -l digestfile -d 'Write the digest of the result to a file' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand flatten" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand flatten" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand flatten" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand flatten" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand flatten" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand flatten" -l compression -d 'How the layer is compressed: gzip, zstd or none, with an optional level [default: as the image\'s last layer]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand flatten" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand flatten" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand flatten" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand flatten" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand squash" -s t -l tag -l new_tag -d 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image\'s repository]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand squash" -l platform -d 'Of an index, take this platform\'s image only' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand squash" -l digestfile -d 'Write the digest of the result to a file' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand squash" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand squash" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand squash" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand squash" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand squash" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand squash" -l from -d 'The first of them: its digest, its diff ID, or its number (1 is the lowest, -3 the third from the top)' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand squash" -l compression -d 'How the layer is compressed: gzip, zstd or none, with an optional level [default: as the image\'s last layer]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand squash" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand squash" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand squash" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand squash" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand rm-path" -s t -l tag -l new_tag -d 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image\'s repository]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand rm-path" -l platform -d 'Of an index, take this platform\'s image only' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand rm-path" -l digestfile -d 'Write the digest of the result to a file' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand rm-path" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand rm-path" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand rm-path" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand rm-path" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand rm-path" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand rm-path" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand rm-path" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand rm-path" -s f -l force -d 'Go on where the image has none of a path'
complete -c imgtool -n "__fish_imgtool_using_subcommand rm-path" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand rm-path" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand strip" -s t -l tag -l new_tag -d 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image\'s repository]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand strip" -l platform -d 'Of an index, take this platform\'s image only' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand strip" -l digestfile -d 'Write the digest of the result to a file' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand strip" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand strip" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand strip" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand strip" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand strip" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand strip" -l timestamp -l timestamps -d 'Set the times of all files, and in the documents: seconds since 1970, or RFC 3339' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand strip" -l preset -d 'Take out well-known files of this kind' -r -f -a "junk\t'All but docs'
apt\t'Package lists and archives of apt'
apk\t'What apk has fetched'
dnf\t'What dnf, yum and zypper have fetched'
caches\t'What pip, npm, yarn, cargo and Go have fetched'
python\t'Python\'s compiled files'
logs\t'What was logged while the image was made'
tmp\t'What is in /tmp and /var/tmp'
docs\t'Manuals and documentation, but not the licences'"
complete -c imgtool -n "__fish_imgtool_using_subcommand strip" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand strip" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand strip" -l history -d 'The history [default, with the next four, where nothing is chosen]'
complete -c imgtool -n "__fish_imgtool_using_subcommand strip" -l labels -d 'The labels'
complete -c imgtool -n "__fish_imgtool_using_subcommand strip" -l annotations -d 'The manifest\'s annotations'
complete -c imgtool -n "__fish_imgtool_using_subcommand strip" -l empty-layers -d 'Layers without a file'
complete -c imgtool -n "__fish_imgtool_using_subcommand strip" -l created -d 'The author, and the times in the documents'
complete -c imgtool -n "__fish_imgtool_using_subcommand strip" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand strip" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand recompress" -s t -l tag -l new_tag -d 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image\'s repository]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand recompress" -l platform -d 'Of an index, take this platform\'s image only' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand recompress" -l digestfile -d 'Write the digest of the result to a file' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand recompress" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand recompress" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand recompress" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand recompress" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand recompress" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand recompress" -l compression -d 'gzip, zstd or none; with a level, layers that have the method already are compressed anew' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand recompress" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand recompress" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand recompress" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand recompress" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand convert" -s t -l tag -l new_tag -d 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image\'s repository]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand convert" -l platform -d 'Of an index, take this platform\'s image only' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand convert" -l digestfile -d 'Write the digest of the result to a file' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand convert" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand convert" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand convert" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand convert" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand convert" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand convert" -l format -l to -d 'The family of documents: oci, or docker (v2s2)' -r -f -a "oci\t'OCI image spec'
docker\t'Docker schema 2'"
complete -c imgtool -n "__fish_imgtool_using_subcommand convert" -l compression -d 'Compress the layers otherwise, too: gzip, zstd or none, with an optional level' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand convert" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand convert" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand convert" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand convert" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand platform" -s t -l tag -l new_tag -d 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image\'s repository]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand platform" -l platform -d 'Of an index, take this platform\'s image only' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand platform" -l digestfile -d 'Write the digest of the result to a file' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand platform" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand platform" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand platform" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand platform" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand platform" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand platform" -l set -d 'The platform that the image is to say it is for: os/arch[/variant]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand platform" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand platform" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand platform" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand platform" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand distill" -s t -l tag -l new_tag -d 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image\'s repository]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand distill" -l platform -d 'Of an index, take this platform\'s image only' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand distill" -l digestfile -d 'Write the digest of the result to a file' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand distill" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand distill" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand distill" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand distill" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand distill" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand distill" -l keep -d 'Keep this, too: a file, a directory with all in it, or a pattern as in .dockerignore' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand distill" -l entrypoint -d 'A program that must run: words, or a JSON list [default: the image\'s entry point and CMD]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand distill" -l with -d 'What else there should be' -r -f -a "none\t'Nothing'
passwd\t'The names of users and groups'
nss\t'What looks names up: nsswitch.conf and its libraries'
ca-certificates\t'The certificates that TLS trusts'
tzdata\t'Time zones'
os-release\t'What the system calls itself, for scanners'"
complete -c imgtool -n "__fish_imgtool_using_subcommand distill" -l compression -d 'How the layer is compressed: gzip, zstd or none, with an optional level [default: as the image\'s last layer]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand distill" -l report -d 'Print what was kept and what was left out' -r -f -a "text\t'Sums, and the largest directories that were left out'
json\t'All paths, as JSON'"
complete -c imgtool -n "__fish_imgtool_using_subcommand distill" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand distill" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand distill" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand distill" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand script" -s t -l tag -d 'Name the result of the last container; a bare name is one in the local store. May be given several times' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand script" -l build-arg -d 'Set a variable that the script declares with arg; NAME alone takes it from the environment' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand script" -l timestamp -d 'Set every time that the steps put into the image to this (seconds since 1970)' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand script" -l iidfile -d 'Write the image\'s ID (its config\'s digest) to a file' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand script" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand script" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand script" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand script" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand script" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand script" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand script" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand script" -l watch -d 'Do it again whenever the script or a file that it copies changes, until Ctrl-C'
complete -c imgtool -n "__fish_imgtool_using_subcommand script" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand script" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand sbom" -l platform -d 'This platform\'s image of an index [default: this machine\'s]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand sbom" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand sbom" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand sbom" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand sbom" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand sbom" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand sbom" -l format -d 'The form' -r -f -a "spdx-json\t'SPDX 2.3 as JSON'
text\t'A line a package'"
complete -c imgtool -n "__fish_imgtool_using_subcommand sbom" -s o -l output -d 'The document [default: standard output]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand sbom" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand sbom" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand sbom" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand sbom" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand audit" -l platform -d 'This platform\'s image of an index [default: this machine\'s]' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand audit" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand audit" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand audit" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand audit" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand audit" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand audit" -l osv -d 'Known flaws in the OSV form: a record, an archive of records (all.zip), or a directory of these. May be given several times' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand audit" -l format -d 'The form' -r -f -a "text\t'For people'
json\t'For programs'
sarif\t'SARIF 2.1.0, for code hosts'"
complete -c imgtool -n "__fish_imgtool_using_subcommand audit" -l fail-on -d 'The exit code is 1 where a finding is this bad, or worse' -r -f -a "any\t'Anything'
low\t'Low, or worse'
medium\t'Medium, or worse'
high\t'High, or worse'
critical\t'Critical'"
complete -c imgtool -n "__fish_imgtool_using_subcommand audit" -l skip -d 'Leave out a rule, or a flaw by its name (CVE-…). May be given several times' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand audit" -l max-age -d 'An image or its packages are old after as many days' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand audit" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand audit" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand audit" -l check-base -d 'Ask the registry that the image names as its base\'s whether the base\'s tag has moved on'
complete -c imgtool -n "__fish_imgtool_using_subcommand audit" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand audit" -s h -l help -d 'Print help (see more with \'--help\')'
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
complete -c imgtool -n "__fish_imgtool_using_subcommand serve" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
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
complete -c imgtool -n "__fish_imgtool_using_subcommand sync" -l policy -d 'The policy that says which images are allowed: imgtool\'s (.yaml) or containers-policy.json(5) [default: $XDG_CONFIG_HOME/containers/policy.json, then /etc/containers/policy.json, where they exist]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand sync" -l tls-verify -d 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http' -r -f -a "true\t''
false\t''"
complete -c imgtool -n "__fish_imgtool_using_subcommand sync" -l creds -d 'Credentials for the registry, instead of those on file' -r
complete -c imgtool -n "__fish_imgtool_using_subcommand sync" -l authfile -d 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers\' and docker\'s]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand sync" -l cert-dir -d 'A directory with a CA certificate, client certificate and key for the registry' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand sync" -l retry-times -d 'Try a request so many times more after a failure that may pass' -r
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
complete -c imgtool -n "__fish_imgtool_using_subcommand sync" -l insecure-policy -d 'Allow every image, whatever the policies say'
complete -c imgtool -n "__fish_imgtool_using_subcommand sync" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand sync" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand unshare" -l isolation -d 'How to get there' -r -f -a "auto\t'The best that this machine allows'
userns\t'A user namespace, with subordinate ids for an ordinary user'
userns-single\t'A user namespace with this user\'s id alone'
root\t'Root, in namespaces of its own'
chroot\t'Root, by chroot alone: for places that allow neither namespaces nor mounts'"
complete -c imgtool -n "__fish_imgtool_using_subcommand unshare" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand unshare" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand unshare" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand unshare" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand generate" -l root -d 'The local store\'s directory [default: $XDG_DATA_HOME/imgtool]' -r -F
complete -c imgtool -n "__fish_imgtool_using_subcommand generate" -l progress -d 'How to show progress' -r -f -a "auto\t'tty on a terminal, plain elsewhere'
tty\t'Lines that are drawn over'
plain\t'One line an event'
json\t'One JSON object an event'
quiet\t'Only errors'"
complete -c imgtool -n "__fish_imgtool_using_subcommand generate" -l debug -d 'Say more about what is decided and why'
complete -c imgtool -n "__fish_imgtool_using_subcommand generate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build dockerfile info copy inspect login logout tags catalog digest ls cat export diff explore validate tag delete index artifact referrers keygen sign verify attest verify-attestation signatures trust container cache-mount store rebase mutate append flatten squash rm-path strip recompress convert platform distill script sbom audit serve sync unshare generate help" -f -a "build" -d 'Build an image from a Dockerfile'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build dockerfile info copy inspect login logout tags catalog digest ls cat export diff explore validate tag delete index artifact referrers keygen sign verify attest verify-attestation signatures trust container cache-mount store rebase mutate append flatten squash rm-path strip recompress convert platform distill script sbom audit serve sync unshare generate help" -f -a "dockerfile" -d 'Format a Dockerfile, or show its tree or its stages'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build dockerfile info copy inspect login logout tags catalog digest ls cat export diff explore validate tag delete index artifact referrers keygen sign verify attest verify-attestation signatures trust container cache-mount store rebase mutate append flatten squash rm-path strip recompress convert platform distill script sbom audit serve sync unshare generate help" -f -a "info" -d 'Show what this machine lets RUN be isolated by, and what would allow more'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build dockerfile info copy inspect login logout tags catalog digest ls cat export diff explore validate tag delete index artifact referrers keygen sign verify attest verify-attestation signatures trust container cache-mount store rebase mutate append flatten squash rm-path strip recompress convert platform distill script sbom audit serve sync unshare generate help" -f -a "copy" -d 'Copy an image from one place to another'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build dockerfile info copy inspect login logout tags catalog digest ls cat export diff explore validate tag delete index artifact referrers keygen sign verify attest verify-attestation signatures trust container cache-mount store rebase mutate append flatten squash rm-path strip recompress convert platform distill script sbom audit serve sync unshare generate help" -f -a "inspect" -d 'Show what an image is, without downloading its layers'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build dockerfile info copy inspect login logout tags catalog digest ls cat export diff explore validate tag delete index artifact referrers keygen sign verify attest verify-attestation signatures trust container cache-mount store rebase mutate append flatten squash rm-path strip recompress convert platform distill script sbom audit serve sync unshare generate help" -f -a "login" -d 'Check credentials with a registry and keep them'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build dockerfile info copy inspect login logout tags catalog digest ls cat export diff explore validate tag delete index artifact referrers keygen sign verify attest verify-attestation signatures trust container cache-mount store rebase mutate append flatten squash rm-path strip recompress convert platform distill script sbom audit serve sync unshare generate help" -f -a "logout" -d 'Forget the credentials of a registry'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build dockerfile info copy inspect login logout tags catalog digest ls cat export diff explore validate tag delete index artifact referrers keygen sign verify attest verify-attestation signatures trust container cache-mount store rebase mutate append flatten squash rm-path strip recompress convert platform distill script sbom audit serve sync unshare generate help" -f -a "tags" -d 'List the tags of a repository'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build dockerfile info copy inspect login logout tags catalog digest ls cat export diff explore validate tag delete index artifact referrers keygen sign verify attest verify-attestation signatures trust container cache-mount store rebase mutate append flatten squash rm-path strip recompress convert platform distill script sbom audit serve sync unshare generate help" -f -a "catalog" -d 'List the repositories of a registry'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build dockerfile info copy inspect login logout tags catalog digest ls cat export diff explore validate tag delete index artifact referrers keygen sign verify attest verify-attestation signatures trust container cache-mount store rebase mutate append flatten squash rm-path strip recompress convert platform distill script sbom audit serve sync unshare generate help" -f -a "digest" -d 'Print the digest of an image or index'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build dockerfile info copy inspect login logout tags catalog digest ls cat export diff explore validate tag delete index artifact referrers keygen sign verify attest verify-attestation signatures trust container cache-mount store rebase mutate append flatten squash rm-path strip recompress convert platform distill script sbom audit serve sync unshare generate help" -f -a "ls" -d 'List files of an image'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build dockerfile info copy inspect login logout tags catalog digest ls cat export diff explore validate tag delete index artifact referrers keygen sign verify attest verify-attestation signatures trust container cache-mount store rebase mutate append flatten squash rm-path strip recompress convert platform distill script sbom audit serve sync unshare generate help" -f -a "cat" -d 'Print files of an image'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build dockerfile info copy inspect login logout tags catalog digest ls cat export diff explore validate tag delete index artifact referrers keygen sign verify attest verify-attestation signatures trust container cache-mount store rebase mutate append flatten squash rm-path strip recompress convert platform distill script sbom audit serve sync unshare generate help" -f -a "export" -d 'Write the merged file system of an image as a tar archive'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build dockerfile info copy inspect login logout tags catalog digest ls cat export diff explore validate tag delete index artifact referrers keygen sign verify attest verify-attestation signatures trust container cache-mount store rebase mutate append flatten squash rm-path strip recompress convert platform distill script sbom audit serve sync unshare generate help" -f -a "diff" -d 'Compare two images: files, config, sizes'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build dockerfile info copy inspect login logout tags catalog digest ls cat export diff explore validate tag delete index artifact referrers keygen sign verify attest verify-attestation signatures trust container cache-mount store rebase mutate append flatten squash rm-path strip recompress convert platform distill script sbom audit serve sync unshare generate help" -f -a "explore" -d 'Look through the layers and files of an image, and at what they waste'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build dockerfile info copy inspect login logout tags catalog digest ls cat export diff explore validate tag delete index artifact referrers keygen sign verify attest verify-attestation signatures trust container cache-mount store rebase mutate append flatten squash rm-path strip recompress convert platform distill script sbom audit serve sync unshare generate help" -f -a "validate" -d 'Check everything that an image is made of'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build dockerfile info copy inspect login logout tags catalog digest ls cat export diff explore validate tag delete index artifact referrers keygen sign verify attest verify-attestation signatures trust container cache-mount store rebase mutate append flatten squash rm-path strip recompress convert platform distill script sbom audit serve sync unshare generate help" -f -a "tag" -d 'Give an image further names in its place, without moving anything'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build dockerfile info copy inspect login logout tags catalog digest ls cat export diff explore validate tag delete index artifact referrers keygen sign verify attest verify-attestation signatures trust container cache-mount store rebase mutate append flatten squash rm-path strip recompress convert platform distill script sbom audit serve sync unshare generate help" -f -a "delete" -d 'Delete images, or only their tags'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build dockerfile info copy inspect login logout tags catalog digest ls cat export diff explore validate tag delete index artifact referrers keygen sign verify attest verify-attestation signatures trust container cache-mount store rebase mutate append flatten squash rm-path strip recompress convert platform distill script sbom audit serve sync unshare generate help" -f -a "index" -d 'Make and change indexes of several images'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build dockerfile info copy inspect login logout tags catalog digest ls cat export diff explore validate tag delete index artifact referrers keygen sign verify attest verify-attestation signatures trust container cache-mount store rebase mutate append flatten squash rm-path strip recompress convert platform distill script sbom audit serve sync unshare generate help" -f -a "artifact" -d 'Push, pull, attach and list artifacts: files with a type'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build dockerfile info copy inspect login logout tags catalog digest ls cat export diff explore validate tag delete index artifact referrers keygen sign verify attest verify-attestation signatures trust container cache-mount store rebase mutate append flatten squash rm-path strip recompress convert platform distill script sbom audit serve sync unshare generate help" -f -a "referrers" -d 'Show what is attached to an image: signatures, SBOMs, attestations'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build dockerfile info copy inspect login logout tags catalog digest ls cat export diff explore validate tag delete index artifact referrers keygen sign verify attest verify-attestation signatures trust container cache-mount store rebase mutate append flatten squash rm-path strip recompress convert platform distill script sbom audit serve sync unshare generate help" -f -a "keygen" -d 'Make a key pair for signing'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build dockerfile info copy inspect login logout tags catalog digest ls cat export diff explore validate tag delete index artifact referrers keygen sign verify attest verify-attestation signatures trust container cache-mount store rebase mutate append flatten squash rm-path strip recompress convert platform distill script sbom audit serve sync unshare generate help" -f -a "sign" -d 'Sign images: attach signatures, as cosign does'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build dockerfile info copy inspect login logout tags catalog digest ls cat export diff explore validate tag delete index artifact referrers keygen sign verify attest verify-attestation signatures trust container cache-mount store rebase mutate append flatten squash rm-path strip recompress convert platform distill script sbom audit serve sync unshare generate help" -f -a "verify" -d 'Check that images are signed, as cosign does'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build dockerfile info copy inspect login logout tags catalog digest ls cat export diff explore validate tag delete index artifact referrers keygen sign verify attest verify-attestation signatures trust container cache-mount store rebase mutate append flatten squash rm-path strip recompress convert platform distill script sbom audit serve sync unshare generate help" -f -a "attest" -d 'Attach signed statements to images: provenance, SBOMs, and others'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build dockerfile info copy inspect login logout tags catalog digest ls cat export diff explore validate tag delete index artifact referrers keygen sign verify attest verify-attestation signatures trust container cache-mount store rebase mutate append flatten squash rm-path strip recompress convert platform distill script sbom audit serve sync unshare generate help" -f -a "verify-attestation" -d 'Check that images have attestations of a type'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build dockerfile info copy inspect login logout tags catalog digest ls cat export diff explore validate tag delete index artifact referrers keygen sign verify attest verify-attestation signatures trust container cache-mount store rebase mutate append flatten squash rm-path strip recompress convert platform distill script sbom audit serve sync unshare generate help" -f -a "signatures" -d 'Show the signatures and attestations of an image, unverified'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build dockerfile info copy inspect login logout tags catalog digest ls cat export diff explore validate tag delete index artifact referrers keygen sign verify attest verify-attestation signatures trust container cache-mount store rebase mutate append flatten squash rm-path strip recompress convert platform distill script sbom audit serve sync unshare generate help" -f -a "trust" -d 'Get the trusted root from a TUF repository, and keep it fresh'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build dockerfile info copy inspect login logout tags catalog digest ls cat export diff explore validate tag delete index artifact referrers keygen sign verify attest verify-attestation signatures trust container cache-mount store rebase mutate append flatten squash rm-path strip recompress convert platform distill script sbom audit serve sync unshare generate help" -f -a "container" -d 'Build an image step by step, without a Dockerfile'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build dockerfile info copy inspect login logout tags catalog digest ls cat export diff explore validate tag delete index artifact referrers keygen sign verify attest verify-attestation signatures trust container cache-mount store rebase mutate append flatten squash rm-path strip recompress convert platform distill script sbom audit serve sync unshare generate help" -f -a "cache-mount" -d 'List, export, import and remove what RUN --mount=type=cache keeps'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build dockerfile info copy inspect login logout tags catalog digest ls cat export diff explore validate tag delete index artifact referrers keygen sign verify attest verify-attestation signatures trust container cache-mount store rebase mutate append flatten squash rm-path strip recompress convert platform distill script sbom audit serve sync unshare generate help" -f -a "store" -d 'Look into the local store, check it, and free what nothing needs'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build dockerfile info copy inspect login logout tags catalog digest ls cat export diff explore validate tag delete index artifact referrers keygen sign verify attest verify-attestation signatures trust container cache-mount store rebase mutate append flatten squash rm-path strip recompress convert platform distill script sbom audit serve sync unshare generate help" -f -a "rebase" -d 'Put an image on another base without building it again'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build dockerfile info copy inspect login logout tags catalog digest ls cat export diff explore validate tag delete index artifact referrers keygen sign verify attest verify-attestation signatures trust container cache-mount store rebase mutate append flatten squash rm-path strip recompress convert platform distill script sbom audit serve sync unshare generate help" -f -a "mutate" -d 'Change an image\'s config and annotations; its layers stay'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build dockerfile info copy inspect login logout tags catalog digest ls cat export diff explore validate tag delete index artifact referrers keygen sign verify attest verify-attestation signatures trust container cache-mount store rebase mutate append flatten squash rm-path strip recompress convert platform distill script sbom audit serve sync unshare generate help" -f -a "append" -d 'Add archives and directories to an image, a layer each'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build dockerfile info copy inspect login logout tags catalog digest ls cat export diff explore validate tag delete index artifact referrers keygen sign verify attest verify-attestation signatures trust container cache-mount store rebase mutate append flatten squash rm-path strip recompress convert platform distill script sbom audit serve sync unshare generate help" -f -a "flatten" -d 'Make one layer of all layers of an image'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build dockerfile info copy inspect login logout tags catalog digest ls cat export diff explore validate tag delete index artifact referrers keygen sign verify attest verify-attestation signatures trust container cache-mount store rebase mutate append flatten squash rm-path strip recompress convert platform distill script sbom audit serve sync unshare generate help" -f -a "squash" -d 'Make one layer of an image\'s layers from a certain one on'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build dockerfile info copy inspect login logout tags catalog digest ls cat export diff explore validate tag delete index artifact referrers keygen sign verify attest verify-attestation signatures trust container cache-mount store rebase mutate append flatten squash rm-path strip recompress convert platform distill script sbom audit serve sync unshare generate help" -f -a "rm-path" -d 'Take files out of all layers of an image, so that their content is nowhere any more'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build dockerfile info copy inspect login logout tags catalog digest ls cat export diff explore validate tag delete index artifact referrers keygen sign verify attest verify-attestation signatures trust container cache-mount store rebase mutate append flatten squash rm-path strip recompress convert platform distill script sbom audit serve sync unshare generate help" -f -a "strip" -d 'Take out of an image what says how it was made, or files that nobody needs'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build dockerfile info copy inspect login logout tags catalog digest ls cat export diff explore validate tag delete index artifact referrers keygen sign verify attest verify-attestation signatures trust container cache-mount store rebase mutate append flatten squash rm-path strip recompress convert platform distill script sbom audit serve sync unshare generate help" -f -a "recompress" -d 'Compress the layers of an image otherwise'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build dockerfile info copy inspect login logout tags catalog digest ls cat export diff explore validate tag delete index artifact referrers keygen sign verify attest verify-attestation signatures trust container cache-mount store rebase mutate append flatten squash rm-path strip recompress convert platform distill script sbom audit serve sync unshare generate help" -f -a "convert" -d 'Convert an image between OCI\'s and Docker\'s documents'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build dockerfile info copy inspect login logout tags catalog digest ls cat export diff explore validate tag delete index artifact referrers keygen sign verify attest verify-attestation signatures trust container cache-mount store rebase mutate append flatten squash rm-path strip recompress convert platform distill script sbom audit serve sync unshare generate help" -f -a "platform" -d 'Show the platform of an image, or change what it says'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build dockerfile info copy inspect login logout tags catalog digest ls cat export diff explore validate tag delete index artifact referrers keygen sign verify attest verify-attestation signatures trust container cache-mount store rebase mutate append flatten squash rm-path strip recompress convert platform distill script sbom audit serve sync unshare generate help" -f -a "distill" -d 'Make an image of the files alone that certain programs need'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build dockerfile info copy inspect login logout tags catalog digest ls cat export diff explore validate tag delete index artifact referrers keygen sign verify attest verify-attestation signatures trust container cache-mount store rebase mutate append flatten squash rm-path strip recompress convert platform distill script sbom audit serve sync unshare generate help" -f -a "script" -d 'Build an image by the steps of a script'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build dockerfile info copy inspect login logout tags catalog digest ls cat export diff explore validate tag delete index artifact referrers keygen sign verify attest verify-attestation signatures trust container cache-mount store rebase mutate append flatten squash rm-path strip recompress convert platform distill script sbom audit serve sync unshare generate help" -f -a "sbom" -d 'List the packages in an image, as an SPDX document'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build dockerfile info copy inspect login logout tags catalog digest ls cat export diff explore validate tag delete index artifact referrers keygen sign verify attest verify-attestation signatures trust container cache-mount store rebase mutate append flatten squash rm-path strip recompress convert platform distill script sbom audit serve sync unshare generate help" -f -a "audit" -d 'Look for what is wrong or risky with an image: known flaws, secrets, root, setuid, age, labels'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build dockerfile info copy inspect login logout tags catalog digest ls cat export diff explore validate tag delete index artifact referrers keygen sign verify attest verify-attestation signatures trust container cache-mount store rebase mutate append flatten squash rm-path strip recompress convert platform distill script sbom audit serve sync unshare generate help" -f -a "serve" -d 'Serve a directory as a registry (OCI distribution spec 1.1)'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build dockerfile info copy inspect login logout tags catalog digest ls cat export diff explore validate tag delete index artifact referrers keygen sign verify attest verify-attestation signatures trust container cache-mount store rebase mutate append flatten squash rm-path strip recompress convert platform distill script sbom audit serve sync unshare generate help" -f -a "sync" -d 'Copy many images at once, those that differ'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build dockerfile info copy inspect login logout tags catalog digest ls cat export diff explore validate tag delete index artifact referrers keygen sign verify attest verify-attestation signatures trust container cache-mount store rebase mutate append flatten squash rm-path strip recompress convert platform distill script sbom audit serve sync unshare generate help" -f -a "unshare" -d 'Run a command as root over the local store\'s files'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build dockerfile info copy inspect login logout tags catalog digest ls cat export diff explore validate tag delete index artifact referrers keygen sign verify attest verify-attestation signatures trust container cache-mount store rebase mutate append flatten squash rm-path strip recompress convert platform distill script sbom audit serve sync unshare generate help" -f -a "generate" -d 'Write the man pages and shell completions'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and not __fish_seen_subcommand_from build dockerfile info copy inspect login logout tags catalog digest ls cat export diff explore validate tag delete index artifact referrers keygen sign verify attest verify-attestation signatures trust container cache-mount store rebase mutate append flatten squash rm-path strip recompress convert platform distill script sbom audit serve sync unshare generate help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and __fish_seen_subcommand_from dockerfile" -f -a "fmt" -d 'Print it in its usual form; meaning, comments, heredocs and commands stay'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and __fish_seen_subcommand_from dockerfile" -f -a "ast" -d 'Print what it says as a JSON tree, with where each part stands'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and __fish_seen_subcommand_from dockerfile" -f -a "graph" -d 'Print its stages, and which needs which'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and __fish_seen_subcommand_from index" -f -a "create" -d 'Make an index of images'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and __fish_seen_subcommand_from index" -f -a "add" -d 'Add images to an index'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and __fish_seen_subcommand_from index" -f -a "remove" -d 'Take images out of an index'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and __fish_seen_subcommand_from index" -f -a "annotate" -d 'Change what an index says of an image, or of itself'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and __fish_seen_subcommand_from index" -f -a "list" -d 'List the images of an index'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and __fish_seen_subcommand_from artifact" -f -a "push" -d 'Push files as an artifact'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and __fish_seen_subcommand_from artifact" -f -a "attach" -d 'Attach files to an image'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and __fish_seen_subcommand_from artifact" -f -a "pull" -d 'Write the files of an artifact into a directory'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and __fish_seen_subcommand_from artifact" -f -a "list" -d 'List what is attached to an image'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and __fish_seen_subcommand_from trust" -f -a "init" -d 'Begin with a root that you trust, as cosign initialize does'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and __fish_seen_subcommand_from trust" -f -a "update" -d 'Read the repository anew'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and __fish_seen_subcommand_from container" -f -a "from" -d 'Make a working container of an image, or of nothing (scratch), and print its name'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and __fish_seen_subcommand_from container" -f -a "run" -d 'Run a command in it and keep what it changes as a layer'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and __fish_seen_subcommand_from container" -f -a "copy" -d 'Copy files into it, as COPY does'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and __fish_seen_subcommand_from container" -f -a "add" -d 'Copy files into it, unpack archives, fetch from the web, as ADD does'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and __fish_seen_subcommand_from container" -f -a "config" -d 'Change what its image says: environment, entry point, labels and others'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and __fish_seen_subcommand_from container" -f -a "commit" -d 'Make an image of it, and print the image\'s ID'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and __fish_seen_subcommand_from container" -f -a "ls" -d 'List the working containers'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and __fish_seen_subcommand_from container" -f -a "rm" -d 'Remove working containers'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and __fish_seen_subcommand_from container" -f -a "mount" -d 'Mount their files, and print where; without a name, list what is mounted'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and __fish_seen_subcommand_from container" -f -a "unmount" -d 'Unmount their files; what was changed there stays'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and __fish_seen_subcommand_from container" -f -a "rename" -d 'Give it another name'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and __fish_seen_subcommand_from container" -f -a "inspect" -d 'Show what it is so far'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and __fish_seen_subcommand_from container" -f -a "diff" -d 'Show which files differ from its base'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and __fish_seen_subcommand_from cache-mount" -f -a "ls" -d 'List the caches by their ids (a cache without an id has its target for one)'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and __fish_seen_subcommand_from cache-mount" -f -a "export" -d 'Write the content of a cache as a tar archive'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and __fish_seen_subcommand_from cache-mount" -f -a "import" -d 'Make the content of a tar archive that of a cache, instead of what it held'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and __fish_seen_subcommand_from cache-mount" -f -a "rm" -d 'Remove caches'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and __fish_seen_subcommand_from store" -f -a "df" -d 'Show how much room everything takes, and what could be freed'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and __fish_seen_subcommand_from store" -f -a "ls" -d 'List the images that have a name'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and __fish_seen_subcommand_from store" -f -a "rm" -d 'Remove names of images; what nothing else names goes at the next prune'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and __fish_seen_subcommand_from store" -f -a "prune" -d 'Free what nothing names, beside running builds; with conditions, the cache as well'
complete -c imgtool -n "__fish_imgtool_using_subcommand help; and __fish_seen_subcommand_from store" -f -a "verify" -d 'Read everything again and compare it with its digest; exits with 1 where something is damaged'
