
use builtin;
use str;

set edit:completion:arg-completer[imgtool] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'imgtool'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'imgtool'= {
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand build 'Build an image from a Dockerfile'
            cand dockerfile 'Format a Dockerfile, or show its tree or its stages'
            cand info 'Show what this machine lets RUN be isolated by, and what would allow more'
            cand copy 'Copy an image from one place to another'
            cand inspect 'Show what an image is, without downloading its layers'
            cand login 'Check credentials with a registry and keep them'
            cand logout 'Forget the credentials of a registry'
            cand tags 'List the tags of a repository'
            cand list-tags 'List the tags of a repository'
            cand catalog 'List the repositories of a registry'
            cand digest 'Print the digest of an image or index'
            cand ls 'List files of an image'
            cand cat 'Print files of an image'
            cand export 'Write the merged file system of an image as a tar archive'
            cand diff 'Compare two images: files, config, sizes'
            cand explore 'Look through the layers and files of an image, and at what they waste'
            cand validate 'Check everything that an image is made of'
            cand tag 'Give an image further names in its place, without moving anything'
            cand delete 'Delete images, or only their tags'
            cand index 'Make and change indexes of several images'
            cand artifact 'Push, pull, attach and list artifacts: files with a type'
            cand referrers 'Show what is attached to an image: signatures, SBOMs, attestations'
            cand keygen 'Make a key pair for signing'
            cand sign 'Sign images: attach signatures, as cosign does'
            cand verify 'Check that images are signed, as cosign does'
            cand attest 'Attach signed statements to images: provenance, SBOMs, and others'
            cand verify-attestation 'Check that images have attestations of a type'
            cand signatures 'Show the signatures and attestations of an image, unverified'
            cand trust 'Get the trusted root from a TUF repository, and keep it fresh'
            cand container 'Build an image step by step, without a Dockerfile'
            cand cache-mount 'List, export, import and remove what RUN --mount=type=cache keeps'
            cand store 'Look into the local store, check it, and free what nothing needs'
            cand rebase 'Put an image on another base without building it again'
            cand mutate 'Change an image''s config and annotations; its layers stay'
            cand append 'Add archives and directories to an image, a layer each'
            cand flatten 'Make one layer of all layers of an image'
            cand squash 'Make one layer of an image''s layers from a certain one on'
            cand rm-path 'Take files out of all layers of an image, so that their content is nowhere any more'
            cand strip 'Take out of an image what says how it was made, or files that nobody needs'
            cand recompress 'Compress the layers of an image otherwise'
            cand convert 'Convert an image between OCI''s and Docker''s documents'
            cand platform 'Show the platform of an image, or change what it says'
            cand distill 'Make an image of the files alone that certain programs need'
            cand script 'Build an image by the steps of a script'
            cand sbom 'List the packages in an image, as an SPDX document'
            cand audit 'Look for what is wrong or risky with an image: known flaws, secrets, root, setuid, age, labels'
            cand serve 'Serve a directory as a registry (OCI distribution spec 1.1)'
            cand sync 'Copy many images at once, those that differ'
            cand unshare 'Run a command as root over the local store''s files'
            cand generate 'Write the man pages and shell completions'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'imgtool;build'= {
            cand -f 'The Dockerfile, or `-` [default: CONTEXT/Dockerfile]'
            cand --file 'The Dockerfile, or `-` [default: CONTEXT/Dockerfile]'
            cand -t 'Name the result; a bare name is one in the local store. May be given several times'
            cand --tag 'Name the result; a bare name is one in the local store. May be given several times'
            cand --target 'Build this stage and what it needs'
            cand --build-arg 'Set a build argument; NAME alone takes it from the environment'
            cand --label 'Add a label'
            cand --platform 'What the image is for: os/arch[/variant]; several make an index'
            cand -o 'Where the result goes: DIR, `-` (an archive), or type=local|tar|oci|docker|image|registry|cacheonly,dest=…,name=…'
            cand --output 'Where the result goes: DIR, `-` (an archive), or type=local|tar|oci|docker|image|registry|cacheonly,dest=…,name=…'
            cand --build-context 'What FROM NAME and --from=NAME mean: a directory, docker-image://REF or oci-layout://DIR[:TAG]'
            cand --secret 'Show a secret to RUN --mount=type=secret: id=ID, with src=FILE or env=NAME'
            cand --ssh 'Show an SSH agent''s socket to RUN --mount=type=ssh: `default`, or ID=SOCKET'
            cand --isolation 'How RUN is isolated from this machine'
            cand --annotation 'Annotate the manifest (or index: or manifest-descriptor:)'
            cand --pull 'When to ask the registry for a base image'
            cand --no-cache-filter 'Run every step of these stages, whatever the cache holds'
            cand --format 'The document format of the result'
            cand --compression 'How new layers are compressed: gzip, zstd or none, with an optional level'
            cand --timestamp 'Set every time in the image to this (seconds since 1970); see also SOURCE_DATE_EPOCH'
            cand --iidfile 'Write the image''s ID (its config''s digest) to a file'
            cand --metadata-file 'Write what was built to a file, as JSON'
            cand -j 'RUN steps, and threads that compress, at once [default: 16 steps, a thread for each core]'
            cand --jobs 'RUN steps, and threads that compress, at once [default: 16 steps, a thread for each core]'
            cand --cache-from 'Use what another build has kept: REF, or type=registry,ref=REF, type=local,src=DIR, type=referrer'
            cand --cache-to 'Keep what the steps make: REF, or type=registry,ref=REF, type=local,dest=DIR, type=inline, type=referrer; mode=min|max'
            cand --cache-repo 'Keep each step in this repository, and use those that are there: for many builders at once'
            cand --cache-ttl 'Steps in --cache-repo that are older do not count: 90s, 30m, 12h, 14d'
            cand --cache-wait 'Wait at most so long for a RUN that another builder with this --cache-repo works on; 0s: never, and tell nobody'
            cand --cache-lease 'A builder that says nothing for so long has died, and its RUN is anybody''s'
            cand --network 'The network of RUN: host (the default), none (the loopback device only), or one of its own by private, pasta[:OPTION,…] or slirp4netns[:OPTION,…]'
            cand --add-host 'A further line of /etc/hosts; host-gateway is this machine'
            cand --dns 'Servers that names are asked of, instead of this machine''s; none leaves the image''s own resolv.conf'
            cand --dns-search 'Domains that names are searched in'
            cand --dns-option 'Options of resolv.conf'
            cand --ulimit 'Resource limits: nofile=1024:2048 and others; -1 is no limit'
            cand --shm-size 'The size of /dev/shm, with b, k, m or g [default: 64m]'
            cand --device 'Show a device of this machine, by its path or its CDI name'
            cand --cdi-config-dir 'Where devices are described (CDI) [default: /etc/cdi, /var/run/cdi, /etc/buildkit/cdi]'
            cand -v 'Mount a directory or file of this machine into every RUN'
            cand --volume 'Mount a directory or file of this machine into every RUN'
            cand --cap-add 'Give a capability more than Docker does, or all'
            cand --cap-drop 'Take a capability away, or all'
            cand --security-opt 'no-new-privileges: setuid programs give nothing; seccomp=FILE: a filter of system calls as Docker has it, or seccomp=unconfined: none'
            cand --allow 'Allow what a Dockerfile may ask for: security.insecure for RUN --security=insecure, network.host, device or device=NAME for RUN --device'
            cand -m 'The most memory, with b, k, m or g'
            cand --memory 'The most memory, with b, k, m or g'
            cand --memory-swap 'The most memory and swap together; -1 is no limit'
            cand -c 'Weight among others that want the processors; 1024 is usual'
            cand --cpu-shares 'Weight among others that want the processors; 1024 is usual'
            cand --cpu-period 'What --cpu-quota is for, in microseconds [default: 100000]'
            cand --cpu-quota 'Processor time in a period, in microseconds'
            cand --cpuset-cpus 'Processors that may be used: 0-2,5'
            cand --cpuset-mems 'Memory nodes that may be used'
            cand --cgroup-parent 'The control group to limit RUN in, instead of that of imgtool'
            cand --on-failure 'What to do where a RUN failed, before the build ends'
            cand --trace 'Write how the build went as a trace for Perfetto or chrome://tracing'
            cand --timeline 'Write it as a page for a browser: who worked when, what waited for what, the critical path'
            cand --call 'What to do instead of building: check, outline or targets'
            cand --check-format 'How --check and --call print what they find'
            cand --lint 'Checks of imgtool''s own, besides BuildKit''s: all, or these'
            cand --sbom 'Attach the list of the packages in the image (SPDX)'
            cand --provenance 'Attach how it was built (SLSA provenance): true, mode=min or mode=max'
            cand --attest 'The same as type=sbom or type=provenance,mode=…'
            cand --sign 'Sign the result where it was put, in both forms, an index with all its images: a private key as for imgtool sign'
            cand --sign-key 'Sign the result where it was put, in both forms, an index with all its images: a private key as for imgtool sign'
            cand --sign-by-sigstore-private-key 'Sign the result where it was put, in both forms, an index with all its images: a private key as for imgtool sign'
            cand --sign-passphrase-file 'The file with the key''s password [default: $COSIGN_PASSWORD, else asked for]'
            cand --sign-identity 'The name that is signed along [default: the destination with its tag]'
            cand --policy 'The policy that says which images are allowed: imgtool''s (.yaml) or containers-policy.json(5) [default: $XDG_CONFIG_HOME/containers/policy.json, then /etc/containers/policy.json, where they exist]'
            cand --ignorefile 'What COPY does not see, instead of the context''s .dockerignore'
            cand --build-arg-file 'A file with a NAME=VALUE a line, for --build-arg'
            cand --from 'The image of the first FROM, instead of what it says'
            cand --env 'Set a variable of the result'
            cand --unsetenv 'Remove a variable from the result'
            cand --unsetlabel 'Remove a label that comes from the base'
            cand --unsetannotation 'Remove an annotation'
            cand --inherit-labels 'Take over the base''s labels'
            cand --skip-unused-stages 'Pass stages over that nobody needs'
            cand --manifest 'Make an index under this name, of one image, too'
            cand --source-date-epoch 'The time of the result, and the latest of its files (seconds since 1970)'
            cand --os 'The operating system of the result'
            cand --arch 'The architecture of the result'
            cand --variant 'The variant of the architecture'
            cand --rewrite-timestamp 'Files are never younger than --source-date-epoch here'
            cand --identity-label 'There is no such label here'
            cand --created-annotation 'There is no such annotation here'
            cand --disable-compression 'What is kept in the store is compressed as --compression says'
            cand --builder 'There are no daemons'
            cand --retry 'Failures of the network are tried again anyway'
            cand --retry-delay 'The same, later'
            cand --compat-volumes 'What RUN changes below a VOLUME is not kept'
            cand --cpp-flag 'An argument for cpp, which reads Dockerfiles called *.in first; see also BUILDAH_CPPFLAGS'
            cand --group-add 'A further group of every RUN''s user, by name or number'
            cand --inherit-annotations 'Take over the base''s annotations'
            cand --os-feature 'A feature of the operating system that the result needs; with a - after it, one that it does not'
            cand --os-version 'The version of the operating system that the result needs'
            cand --sbom-output 'Write the list of the packages in the result to a file (SPDX)'
            cand --sbom-purl-output 'Write their package URLs to a file, one a line'
            cand --logfile 'Write what is told into a file, instead of to the standard error output'
            cand --pid 'pid'
            cand --ipc 'ipc'
            cand --uts 'uts'
            cand --cgroupns 'cgroupns'
            cand --userns 'userns'
            cand --userns-uid-map 'userns-uid-map'
            cand --userns-gid-map 'userns-gid-map'
            cand --userns-uid-map-user 'userns-uid-map-user'
            cand --userns-gid-map-group 'userns-gid-map-group'
            cand --runtime 'runtime'
            cand --runtime-flag 'runtime-flag'
            cand --hooks-dir 'hooks-dir'
            cand --layer-label 'layer-label'
            cand --http-proxy 'http-proxy'
            cand --disable-content-trust 'disable-content-trust'
            cand --sign-by 'sign-by'
            cand --decryption-key 'decryption-key'
            cand --cw 'cw'
            cand --sbom-image-output 'sbom-image-output'
            cand --sbom-image-purl-output 'sbom-image-purl-output'
            cand --sbom-scanner-image 'sbom-scanner-image'
            cand --sbom-scanner-command 'sbom-scanner-command'
            cand --sbom-merge-strategy 'sbom-merge-strategy'
            cand --rm 'Remove what RUN leaves behind'
            cand --force-rm 'The same after a failure'
            cand --layers 'Make a layer of each step'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --push 'Push to the registry that each bare name stands for, and keep no image of that name in the local store'
            cand --load 'Keep the result in the local store under its bare names, as without --push'
            cand --no-cache 'Run every step, whatever the cache holds'
            cand --squash 'Make one layer of those that the build makes'
            cand --squash-all 'Make one layer of all, the base''s too'
            cand -q 'Print nothing but the image''s ID'
            cand --quiet 'Print nothing but the image''s ID'
            cand --no-hosts 'Leave /etc/hosts as the image has it'
            cand --print-rootfs 'Keep the root file system of a RUN that failed, and print where'
            cand --check 'Check the Dockerfile instead of building it; exits with 1 where something is found'
            cand --insecure-policy 'Allow every image, whatever the policies say'
            cand --omit-history 'Leave the history out of the result'
            cand --pull-always 'As --pull=always'
            cand --pull-never 'As --pull=never'
            cand --compress 'Contexts go nowhere'
            cand --all-platforms 'Build for all platforms that the base images are for'
            cand --no-hostname 'no-hostname'
            cand --logsplit 'logsplit'
            cand --stdin 'stdin'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;dockerfile'= {
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand fmt 'Print it in its usual form; meaning, comments, heredocs and commands stay'
            cand ast 'Print what it says as a JSON tree, with where each part stands'
            cand graph 'Print its stages, and which needs which'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'imgtool;dockerfile;fmt'= {
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --check 'Only name those that are not in their usual form; exits with 1 where there are any'
            cand -w 'Write them back instead of printing'
            cand --write 'Write them back instead of printing'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;dockerfile;ast'= {
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;dockerfile;graph'= {
            cand --target 'Leave out what this stage does not need'
            cand --build-arg 'Set a build argument, which FROM may use'
            cand --format 'How to print them'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;dockerfile;help'= {
            cand fmt 'Print it in its usual form; meaning, comments, heredocs and commands stay'
            cand ast 'Print what it says as a JSON tree, with where each part stands'
            cand graph 'Print its stages, and which needs which'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'imgtool;dockerfile;help;fmt'= {
        }
        &'imgtool;dockerfile;help;ast'= {
        }
        &'imgtool;dockerfile;help;graph'= {
        }
        &'imgtool;dockerfile;help;help'= {
        }
        &'imgtool;info'= {
            cand --format 'How to print it'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;copy'= {
            cand --platform 'Copy this platform''s image of an index [default: this machine''s]; several make an index'
            cand --multi-arch 'The same, in skopeo''s words: this machine''s image of an index, or all of it'
            cand -f 'Convert to this document format'
            cand --format 'Convert to this document format'
            cand --compression 'Compress layers anew that are compressed otherwise: gzip, zstd or none'
            cand --dest-compress-format 'Compress layers anew that are compressed otherwise: gzip, zstd or none'
            cand --additional-tag 'Another repository tag of the image in a docker archive that is written'
            cand --digestfile 'Write the digest of the copied manifest to a file'
            cand -j 'Blobs that move at once'
            cand --jobs 'Blobs that move at once'
            cand --policy 'The policy that says which images are allowed: imgtool''s (.yaml) or containers-policy.json(5) [default: $XDG_CONFIG_HOME/containers/policy.json, then /etc/containers/policy.json, where they exist]'
            cand --sign 'Sign the result where it was put, in both forms, an index with all its images: a private key as for imgtool sign'
            cand --sign-key 'Sign the result where it was put, in both forms, an index with all its images: a private key as for imgtool sign'
            cand --sign-by-sigstore-private-key 'Sign the result where it was put, in both forms, an index with all its images: a private key as for imgtool sign'
            cand --sign-passphrase-file 'The file with the key''s password [default: $COSIGN_PASSWORD, else asked for]'
            cand --sign-identity 'The name that is signed along [default: the destination with its tag]'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --src-creds '--creds for the source'
            cand --dest-creds '--creds for the destination'
            cand --src-tls-verify '--tls-verify for the source'
            cand --dest-tls-verify '--tls-verify for the destination'
            cand --src-authfile '--authfile for the source'
            cand --dest-authfile '--authfile for the destination'
            cand --src-cert-dir '--cert-dir for the source'
            cand --dest-cert-dir '--cert-dir for the destination'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand -a 'Copy the whole index'
            cand --all 'Copy the whole index'
            cand --force-compression 'Compress layers anew even if they have that method already'
            cand --dest-force-compress-format 'Compress layers anew even if they have that method already'
            cand --preserve-digests 'Fail rather than change the manifest''s digest'
            cand --referrers 'Bring signatures, SBOMs, attestations and all else that is attached'
            cand --dry-run 'Only say what would move'
            cand -q 'Show no progress'
            cand --quiet 'Show no progress'
            cand --insecure-policy 'Allow every image, whatever the policies say'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;inspect'= {
            cand -f 'Print with a template (`{{.Digest}}`, `{{range .Layers}}{{.}}\n{{end}}`), a JSON path (`$.LayersData[*].Size`), or as `json` or `table` [default: table on a terminal, else json]'
            cand --format 'Print with a template (`{{.Digest}}`, `{{range .Layers}}{{.}}\n{{end}}`), a JSON path (`$.LayersData[*].Size`), or as `json` or `table` [default: table on a terminal, else json]'
            cand --platform 'Look at this platform''s image of an index [default: this machine''s]'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --raw 'Print the manifest''s bytes as they are'
            cand --config 'Print the image''s config; with --raw, its bytes as they are'
            cand -n 'Do not list the repository''s tags'
            cand --no-tags 'Do not list the repository''s tags'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;login'= {
            cand -u 'Who'
            cand --username 'Who'
            cand -p 'The password, in the sight of everyone on this machine; better --password-stdin'
            cand --password 'The password, in the sight of everyone on this machine; better --password-stdin'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --password-stdin 'Read the password from standard input'
            cand --get-login 'Only say who is logged in'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;logout'= {
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand -a 'Forget those of every registry'
            cand --all 'Forget those of every registry'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;tags'= {
            cand -n 'At most so many'
            cand --limit 'At most so many'
            cand --last 'Begin after this one'
            cand --page-size 'Ask for so many at a time'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --json 'Print JSON'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;list-tags'= {
            cand -n 'At most so many'
            cand --limit 'At most so many'
            cand --last 'Begin after this one'
            cand --page-size 'Ask for so many at a time'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --json 'Print JSON'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;catalog'= {
            cand -n 'At most so many'
            cand --limit 'At most so many'
            cand --last 'Begin after this one'
            cand --page-size 'Ask for so many at a time'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --json 'Print JSON'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;digest'= {
            cand --platform 'That of this platform''s image in the index'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --full-ref 'Print the whole reference with the digest'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;ls'= {
            cand --platform 'This platform''s image of an index [default: this machine''s]'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand -l 'Type, mode, owner, size and time, too'
            cand --long 'Type, mode, owner, size and time, too'
            cand -R 'Everything below, too'
            cand --recursive 'Everything below, too'
            cand --json 'Print JSON'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;cat'= {
            cand --platform 'This platform''s image of an index [default: this machine''s]'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;export'= {
            cand --platform 'This platform''s image of an index [default: this machine''s]'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand -o 'The archive [default: standard output]'
            cand --output 'The archive [default: standard output]'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;diff'= {
            cand --platform 'This platform''s images of indexes [default: this machine''s]'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --files-only 'Only files'
            cand --config-only 'Only the config'
            cand --json 'Print JSON'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;explore'= {
            cand --platform 'This platform''s image of an index [default: this machine''s]'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --html 'Write one page to look at in a browser'
            cand --ci-config 'The file with the limits, in dive''s form [default: .dive-ci, if there is one]'
            cand --lowest-efficiency 'The efficiency has to be this at least: 0.95, or 95%'
            cand --highest-wasted-bytes 'This may be wasted at most: 20MB'
            cand --highest-user-wasted-percent 'This share of the bytes above the base layer may be wasted at most: 0.2, or 20%'
            cand --max-size 'The contents of all layers may have this size at most: 100MB'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --json 'Print JSON'
            cand --changes 'With --json: every path that each layer touched, too'
            cand --summary 'Print a summary, whatever the terminal can do'
            cand --ci 'Check limits: the exit code is 1 where one is not kept. Without any of them: dive''s own, an efficiency of 0.9 and 0.1 wasted'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;validate'= {
            cand --platform 'Only this platform''s image of an index'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --fast 'Do not read layers'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;tag'= {
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;delete'= {
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --tag-only 'Delete the tag and leave the image, where the registry can do that'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;index'= {
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand create 'Make an index of images'
            cand add 'Add images to an index'
            cand remove 'Take images out of an index'
            cand rm 'Take images out of an index'
            cand annotate 'Change what an index says of an image, or of itself'
            cand list 'List the images of an index'
            cand ls 'List the images of an index'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'imgtool;index;create'= {
            cand --annotation 'An annotation of the index'
            cand --format 'The document format'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --dry-run 'Only print the index'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;index;add'= {
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --replace 'Put them in the place of those that the index has for their platforms'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;index;remove'= {
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;index;rm'= {
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;index;annotate'= {
            cand --annotation 'An annotation; without a value, it is taken away'
            cand --arch 'The image''s architecture'
            cand --os 'The image''s operating system'
            cand --variant 'The architecture''s variant'
            cand --os-version 'The version of the operating system'
            cand --os-features 'What the image needs of the operating system'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;index;list'= {
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --json 'Print JSON'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;index;ls'= {
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --json 'Print JSON'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;index;help'= {
            cand create 'Make an index of images'
            cand add 'Add images to an index'
            cand remove 'Take images out of an index'
            cand annotate 'Change what an index says of an image, or of itself'
            cand list 'List the images of an index'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'imgtool;index;help;create'= {
        }
        &'imgtool;index;help;add'= {
        }
        &'imgtool;index;help;remove'= {
        }
        &'imgtool;index;help;annotate'= {
        }
        &'imgtool;index;help;list'= {
        }
        &'imgtool;index;help;help'= {
        }
        &'imgtool;artifact'= {
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand push 'Push files as an artifact'
            cand attach 'Attach files to an image'
            cand pull 'Write the files of an artifact into a directory'
            cand list 'List what is attached to an image'
            cand ls 'List what is attached to an image'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'imgtool;artifact;push'= {
            cand --artifact-type 'What it is, as a media type'
            cand --config 'A file that becomes the config, with its media type'
            cand -a 'An annotation of the manifest'
            cand --annotation 'An annotation of the manifest'
            cand --annotation-file 'Annotations from a JSON file: one map each under `$manifest`, `$config` and file names'
            cand --digestfile 'Write the digest of the artifact to a file'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;artifact;attach'= {
            cand --artifact-type 'What it is, as a media type'
            cand --platform 'Attach to this platform''s image of an index, not to the index'
            cand -a 'An annotation of the manifest'
            cand --annotation 'An annotation of the manifest'
            cand --annotation-file 'Annotations from a JSON file: one map each under `$manifest`, `$config` and file names'
            cand --digestfile 'Write the digest of the artifact to a file'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;artifact;pull'= {
            cand -o 'The directory that gets the files'
            cand --output 'The directory that gets the files'
            cand --platform 'This platform''s artifact of an index'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand -k 'Fail rather than replace files'
            cand --keep-old-files 'Fail rather than replace files'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;artifact;list'= {
            cand --artifact-type 'Only artifacts of this type'
            cand --platform 'What is attached to this platform''s image of an index'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --json 'Print JSON'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;artifact;ls'= {
            cand --artifact-type 'Only artifacts of this type'
            cand --platform 'What is attached to this platform''s image of an index'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --json 'Print JSON'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;artifact;help'= {
            cand push 'Push files as an artifact'
            cand attach 'Attach files to an image'
            cand pull 'Write the files of an artifact into a directory'
            cand list 'List what is attached to an image'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'imgtool;artifact;help;push'= {
        }
        &'imgtool;artifact;help;attach'= {
        }
        &'imgtool;artifact;help;pull'= {
        }
        &'imgtool;artifact;help;list'= {
        }
        &'imgtool;artifact;help;help'= {
        }
        &'imgtool;referrers'= {
            cand --artifact-type 'Only artifacts of this type, and what is attached to them'
            cand --platform 'What is attached to this platform''s image of an index'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --json 'Print JSON'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;keygen'= {
            cand --output-key-prefix 'The beginning of the two files'' names'
            cand --algorithm 'What kind of key'
            cand --signing-algorithm 'What kind of key'
            cand --from 'Encrypt this plain private key (PEM), instead of making a new one'
            cand --password-fd 'Read the password from this file descriptor [default: $COSIGN_PASSWORD, else asked for]'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand -y 'Overwrite files that are there'
            cand --yes 'Overwrite files that are there'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;sign'= {
            cand --key 'The private key: a file (cosign''s encrypted form, or PEM), env://VARIABLE, or ''exec:PROGRAM ARG…'' that signs for you'
            cand --password-fd 'Read the key''s password from this file descriptor [default: $COSIGN_PASSWORD, else asked for]'
            cand --identity-token 'The identity to sign as: an OIDC token, or a file with it [default: what CI provides: $SIGSTORE_ID_TOKEN, GitHub''s, /var/run/sigstore/cosign/oidc-token]'
            cand --fulcio-url 'Who gives certificates for identities'
            cand --rekor-url 'The transparency log'
            cand --tlog-upload 'Enter what is signed into the transparency log [default: only without a key]'
            cand --trusted-root 'Check what they answer against this trusted_root.json, before anything is attached'
            cand -a 'Something to sign besides, for verify --annotation'
            cand --annotation 'Something to sign besides, for verify --annotation'
            cand --annotations 'Something to sign besides, for verify --annotation'
            cand --sign-container-identity 'The name that is signed along [default: the repository]'
            cand --sign-identity 'The name that is signed along [default: the repository]'
            cand --signature-format 'How to attach it'
            cand --bundle 'Write the bundle to this file, too; several are written one a line'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand -r 'Of an index, sign each image, too'
            cand --recursive 'Of an index, sign each image, too'
            cand --no-upload 'Attach nothing: only write the bundle'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;verify'= {
            cand --key 'A public key: a file, env://VARIABLE or exec:PROGRAM. Of several, each must have signed'
            cand --threshold 'So many of the keys will do'
            cand --insecure-ignore-tlog 'Do without a transparency log, where a key is given'
            cand --certificate-identity 'Who must have signed, where a certificate says it: an address, a URI'
            cand --certificate-identity-regexp 'The same as a regular expression; anchor it with ^ and $'
            cand --certificate-oidc-issuer 'Who must have vouched for them: the URL of an OIDC issuer'
            cand --certificate-oidc-issuer-regexp 'The same as a regular expression'
            cand --trusted-root 'Whom to believe about certificates and logs: trusted_root.json [default: what imgtool trust keeps]'
            cand --bundle 'Check the bundle in this file, instead of what is attached'
            cand -a 'What must be signed besides'
            cand --annotation 'What must be signed besides'
            cand --annotations 'What must be signed besides'
            cand --policy 'Ask this policy instead of keys: imgtool''s (.yaml) or containers-policy.json(5)'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --explain 'Say which rule of the policy decides, and why'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;attest'= {
            cand --key 'The private key: a file (cosign''s encrypted form, or PEM), env://VARIABLE, or ''exec:PROGRAM ARG…'' that signs for you'
            cand --password-fd 'Read the key''s password from this file descriptor [default: $COSIGN_PASSWORD, else asked for]'
            cand --identity-token 'The identity to sign as: an OIDC token, or a file with it [default: what CI provides: $SIGSTORE_ID_TOKEN, GitHub''s, /var/run/sigstore/cosign/oidc-token]'
            cand --fulcio-url 'Who gives certificates for identities'
            cand --rekor-url 'The transparency log'
            cand --tlog-upload 'Enter what is signed into the transparency log [default: only without a key]'
            cand --trusted-root 'Check what they answer against this trusted_root.json, before anything is attached'
            cand --type 'What kind of statement: slsaprovenance, slsaprovenance02, slsaprovenance1, spdx, spdxjson, cyclonedx, link, vuln, openvex, custom, or a URI'
            cand --predicate 'The file with what is said, or `-`'
            cand --signature-format 'How to attach it'
            cand --bundle 'Write the bundle to this file, too; several are written one a line'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand -r 'Of an index, say it of each image, too'
            cand --recursive 'Of an index, say it of each image, too'
            cand --no-upload 'Attach nothing: only write the bundle'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;verify-attestation'= {
            cand --key 'A public key: a file, env://VARIABLE or exec:PROGRAM. Of several, each must have signed'
            cand --threshold 'So many of the keys will do'
            cand --insecure-ignore-tlog 'Do without a transparency log, where a key is given'
            cand --certificate-identity 'Who must have signed, where a certificate says it: an address, a URI'
            cand --certificate-identity-regexp 'The same as a regular expression; anchor it with ^ and $'
            cand --certificate-oidc-issuer 'Who must have vouched for them: the URL of an OIDC issuer'
            cand --certificate-oidc-issuer-regexp 'The same as a regular expression'
            cand --trusted-root 'Whom to believe about certificates and logs: trusted_root.json [default: what imgtool trust keeps]'
            cand --bundle 'Check the bundle in this file, instead of what is attached'
            cand --type 'What kind of statement: as for attest'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;signatures'= {
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand -r 'Of an index, those of each image, too'
            cand --recursive 'Of an index, those of each image, too'
            cand --json 'Print JSON'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;trust'= {
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand init 'Begin with a root that you trust, as cosign initialize does'
            cand update 'Read the repository anew'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'imgtool;trust;init'= {
            cand --mirror 'Where the repository is'
            cand --root-json 'Its root.json, got in a way that you trust; newer ones are found from there'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;trust;update'= {
            cand --mirror 'Where the repository is now [default: where it was]'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;trust;help'= {
            cand init 'Begin with a root that you trust, as cosign initialize does'
            cand update 'Read the repository anew'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'imgtool;trust;help;init'= {
        }
        &'imgtool;trust;help;update'= {
        }
        &'imgtool;trust;help;help'= {
        }
        &'imgtool;container'= {
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand from 'Make a working container of an image, or of nothing (scratch), and print its name'
            cand run 'Run a command in it and keep what it changes as a layer'
            cand copy 'Copy files into it, as COPY does'
            cand add 'Copy files into it, unpack archives, fetch from the web, as ADD does'
            cand config 'Change what its image says: environment, entry point, labels and others'
            cand commit 'Make an image of it, and print the image''s ID'
            cand ls 'List the working containers'
            cand list 'List the working containers'
            cand ps 'List the working containers'
            cand rm 'Remove working containers'
            cand delete 'Remove working containers'
            cand mount 'Mount their files, and print where; without a name, list what is mounted'
            cand unmount 'Unmount their files; what was changed there stays'
            cand umount 'Unmount their files; what was changed there stays'
            cand rename 'Give it another name'
            cand inspect 'Show what it is so far'
            cand diff 'Show which files differ from its base'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'imgtool;container;from'= {
            cand --name 'What to call the container [default: the image''s name with -working-container]'
            cand --pull 'When to ask the registry for the image'
            cand --platform 'What the image is to be for: os/arch[/variant]'
            cand --policy 'The policy that says which images are allowed: imgtool''s (.yaml) or containers-policy.json(5) [default: $XDG_CONFIG_HOME/containers/policy.json, then /etc/containers/policy.json, where they exist]'
            cand --timestamp 'Set every time that the steps put into the image to this (seconds since 1970)'
            cand --os 'The operating system that the image is to be for'
            cand --arch 'The architecture that it is to be for'
            cand --variant 'The variant of the architecture'
            cand --cidfile 'Write the container''s ID to a file'
            cand -f 'The document format that commit writes where it is not told'
            cand --format 'The document format that commit writes where it is not told'
            cand --isolation 'How run isolates its command where it is not told'
            cand --network 'The network of RUN: host (the default), none (the loopback device only), or one of its own by private, pasta[:OPTION,…] or slirp4netns[:OPTION,…]'
            cand --add-host 'A further line of /etc/hosts; host-gateway is this machine'
            cand --dns 'Servers that names are asked of, instead of this machine''s; none leaves the image''s own resolv.conf'
            cand --dns-search 'Domains that names are searched in'
            cand --dns-option 'Options of resolv.conf'
            cand --ulimit 'Resource limits: nofile=1024:2048 and others; -1 is no limit'
            cand --shm-size 'The size of /dev/shm, with b, k, m or g [default: 64m]'
            cand --device 'Show a device of this machine, by its path or its CDI name'
            cand --cdi-config-dir 'Where devices are described (CDI) [default: /etc/cdi, /var/run/cdi, /etc/buildkit/cdi]'
            cand -v 'Mount a directory or file of this machine into every RUN'
            cand --volume 'Mount a directory or file of this machine into every RUN'
            cand --cap-add 'Give a capability more than Docker does, or all'
            cand --cap-drop 'Take a capability away, or all'
            cand --security-opt 'no-new-privileges: setuid programs give nothing; seccomp=FILE: a filter of system calls as Docker has it, or seccomp=unconfined: none'
            cand --allow 'Allow what a Dockerfile may ask for: security.insecure for RUN --security=insecure, network.host, device or device=NAME for RUN --device'
            cand -m 'The most memory, with b, k, m or g'
            cand --memory 'The most memory, with b, k, m or g'
            cand --memory-swap 'The most memory and swap together; -1 is no limit'
            cand -c 'Weight among others that want the processors; 1024 is usual'
            cand --cpu-shares 'Weight among others that want the processors; 1024 is usual'
            cand --cpu-period 'What --cpu-quota is for, in microseconds [default: 100000]'
            cand --cpu-quota 'Processor time in a period, in microseconds'
            cand --cpuset-cpus 'Processors that may be used: 0-2,5'
            cand --cpuset-mems 'Memory nodes that may be used'
            cand --cgroup-parent 'The control group to limit RUN in, instead of that of imgtool'
            cand --pid 'pid'
            cand --ipc 'ipc'
            cand --uts 'uts'
            cand --cgroupns 'cgroupns'
            cand --userns 'userns'
            cand --userns-uid-map 'userns-uid-map'
            cand --userns-gid-map 'userns-gid-map'
            cand --userns-uid-map-user 'userns-uid-map-user'
            cand --userns-gid-map-group 'userns-gid-map-group'
            cand --runtime 'runtime'
            cand --runtime-flag 'runtime-flag'
            cand --hooks-dir 'hooks-dir'
            cand --layer-label 'layer-label'
            cand --http-proxy 'http-proxy'
            cand --disable-content-trust 'disable-content-trust'
            cand --add-history 'Every step has its line in the history'
            cand --retry 'Failures of the network are tried again'
            cand --retry-delay 'The same, later'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --insecure-policy 'Allow every image, whatever the policies say'
            cand -q 'Nothing but the name is printed anyway'
            cand --quiet 'Nothing but the name is printed anyway'
            cand --no-hosts 'Leave /etc/hosts as the image has it'
            cand --no-hostname 'no-hostname'
            cand --logsplit 'logsplit'
            cand --stdin 'stdin'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;container;run'= {
            cand -u 'Who runs it, instead of the config''s user'
            cand --user 'Who runs it, instead of the config''s user'
            cand --workingdir 'Where it runs, instead of the config''s working directory'
            cand -e 'A variable that it sees and the image does not keep; NAME alone takes it from the environment'
            cand --env 'A variable that it sees and the image does not keep; NAME alone takes it from the environment'
            cand --mount 'As RUN --mount; a bind without `from` shows a directory of this machine'
            cand --secret 'Show a secret to --mount=type=secret: id=ID, with src=FILE or env=NAME'
            cand --ssh 'Show an SSH agent''s socket to --mount=type=ssh: `default`, or ID=SOCKET'
            cand --hostname 'What the host is called that the command finds itself on'
            cand --contextdir 'Where relative sources of --mount begin, instead of here'
            cand --pid 'pid'
            cand --ipc 'ipc'
            cand --uts 'uts'
            cand --cgroupns 'cgroupns'
            cand --userns 'userns'
            cand --userns-uid-map 'userns-uid-map'
            cand --userns-gid-map 'userns-gid-map'
            cand --userns-uid-map-user 'userns-uid-map-user'
            cand --userns-gid-map-group 'userns-gid-map-group'
            cand --runtime 'runtime'
            cand --runtime-flag 'runtime-flag'
            cand --hooks-dir 'hooks-dir'
            cand --layer-label 'layer-label'
            cand --http-proxy 'http-proxy'
            cand --disable-content-trust 'disable-content-trust'
            cand --add-history 'Every step has its line in the history'
            cand --retry 'Failures of the network are tried again'
            cand --retry-delay 'The same, later'
            cand --isolation 'How it is isolated from this machine'
            cand --network 'The network of RUN: host (the default), none (the loopback device only), or one of its own by private, pasta[:OPTION,…] or slirp4netns[:OPTION,…]'
            cand --add-host 'A further line of /etc/hosts; host-gateway is this machine'
            cand --dns 'Servers that names are asked of, instead of this machine''s; none leaves the image''s own resolv.conf'
            cand --dns-search 'Domains that names are searched in'
            cand --dns-option 'Options of resolv.conf'
            cand --ulimit 'Resource limits: nofile=1024:2048 and others; -1 is no limit'
            cand --shm-size 'The size of /dev/shm, with b, k, m or g [default: 64m]'
            cand --device 'Show a device of this machine, by its path or its CDI name'
            cand --cdi-config-dir 'Where devices are described (CDI) [default: /etc/cdi, /var/run/cdi, /etc/buildkit/cdi]'
            cand -v 'Mount a directory or file of this machine into every RUN'
            cand --volume 'Mount a directory or file of this machine into every RUN'
            cand --cap-add 'Give a capability more than Docker does, or all'
            cand --cap-drop 'Take a capability away, or all'
            cand --security-opt 'no-new-privileges: setuid programs give nothing; seccomp=FILE: a filter of system calls as Docker has it, or seccomp=unconfined: none'
            cand --allow 'Allow what a Dockerfile may ask for: security.insecure for RUN --security=insecure, network.host, device or device=NAME for RUN --device'
            cand -m 'The most memory, with b, k, m or g'
            cand --memory 'The most memory, with b, k, m or g'
            cand --memory-swap 'The most memory and swap together; -1 is no limit'
            cand -c 'Weight among others that want the processors; 1024 is usual'
            cand --cpu-shares 'Weight among others that want the processors; 1024 is usual'
            cand --cpu-period 'What --cpu-quota is for, in microseconds [default: 100000]'
            cand --cpu-quota 'Processor time in a period, in microseconds'
            cand --cpuset-cpus 'Processors that may be used: 0-2,5'
            cand --cpuset-mems 'Memory nodes that may be used'
            cand --cgroup-parent 'The control group to limit RUN in, instead of that of imgtool'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand -t 'A terminal for the command: there is none'
            cand --terminal 'A terminal for the command: there is none'
            cand --no-pivot 'The command cannot leave its root anyway'
            cand --no-hostname 'no-hostname'
            cand --logsplit 'logsplit'
            cand --stdin 'stdin'
            cand --cache 'Take the result of the same command on the same files if it is known, without its output'
            cand --no-hosts 'Leave /etc/hosts as the image has it'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;container;copy'= {
            cand --chown 'Who owns what is copied'
            cand --chmod 'The mode of what is copied'
            cand --exclude 'Leave these out'
            cand --contextdir 'The directory that sources are below, as the context of a build'
            cand --ignorefile 'A file with patterns of what is left out, as .dockerignore'
            cand --timestamp 'The time of what is copied (seconds since 1970)'
            cand --checksum 'What a file from the web must be: sha256:…'
            cand --add-history 'Every step has its line in the history'
            cand --retry 'Failures of the network are tried again'
            cand --retry-delay 'The same, later'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --from 'Take the files from this working container or image'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --no-cache 'Do it, whatever the cache holds'
            cand --link 'Make a layer that needs nothing of those below it'
            cand -q 'Said by scripts: there is no output anyway'
            cand --quiet 'Said by scripts: there is no output anyway'
            cand --parents 'Keep the sources'' parent directories'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;container;add'= {
            cand --chown 'Who owns what is copied'
            cand --chmod 'The mode of what is copied'
            cand --exclude 'Leave these out'
            cand --contextdir 'The directory that sources are below, as the context of a build'
            cand --ignorefile 'A file with patterns of what is left out, as .dockerignore'
            cand --timestamp 'The time of what is copied (seconds since 1970)'
            cand --checksum 'What a file from the web must be: sha256:…'
            cand --add-history 'Every step has its line in the history'
            cand --retry 'Failures of the network are tried again'
            cand --retry-delay 'The same, later'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --no-cache 'Do it, whatever the cache holds'
            cand --link 'Make a layer that needs nothing of those below it'
            cand -q 'Said by scripts: there is no output anyway'
            cand --quiet 'Said by scripts: there is no output anyway'
            cand --keep-git-dir 'Keep .git of what comes from a git repository'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;container;config'= {
            cand --created-by 'What the history says of the last step'
            cand --comment 'A remark in the history'
            cand --history-comment 'A remark in the history'
            cand --arch 'The architecture that the image says it is for'
            cand --variant 'The variant of the architecture'
            cand --os 'The operating system that the image says it is for'
            cand --os-version 'The version of the operating system that the image says it needs'
            cand --os-feature 'A feature of the operating system that the image says it needs'
            cand --unsetlabel 'Take a label away, as --label NAME-'
            cand --unsetannotation 'Take an annotation away, as --annotation NAME-'
            cand --add-history 'Every step has its line in the history'
            cand --retry 'Failures of the network are tried again'
            cand --retry-delay 'The same, later'
            cand --workingdir 'Where they begin; made if it is not there, as WORKDIR does'
            cand --entrypoint 'What starts: words for the shell, or a JSON list'
            cand --cmd 'Its arguments, or what starts: words, or a JSON list'
            cand --author 'Who made the image'
            cand -e 'A variable, as ENV'
            cand --env 'A variable, as ENV'
            cand -l 'A label'
            cand --label 'A label'
            cand -a 'An annotation of the manifest'
            cand --annotation 'An annotation of the manifest'
            cand -u 'Who the image''s processes are'
            cand --user 'Who the image''s processes are'
            cand -p 'A port that is listened at'
            cand --port 'A port that is listened at'
            cand --exposed-ports 'A port that is listened at'
            cand -v 'A place for a volume'
            cand --volume 'A place for a volume'
            cand --shell 'The shell of shell commands: words, or a JSON list'
            cand --stop-signal 'The signal that ends it'
            cand --healthcheck 'How its health is checked: `CMD words`, `CMD-SHELL text` or NONE'
            cand --healthcheck-interval 'Time between checks'
            cand --healthcheck-timeout 'Time that a check may take'
            cand --healthcheck-start-period 'Time that it may take to start'
            cand --healthcheck-start-interval 'Time between checks while it starts'
            cand --healthcheck-retries 'Failures in a row that mean it is ill'
            cand --onbuild 'An instruction for whoever builds on the image'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;container;commit'= {
            cand -t 'A further name; may be given several times'
            cand --tag 'A further name; may be given several times'
            cand -f 'The document format of the image'
            cand --format 'The document format of the image'
            cand --timestamp 'Set every time in the new layers and in the config to this (seconds since 1970)'
            cand --source-date-epoch 'The time of the image, and the latest of its new files (seconds since 1970)'
            cand --annotation 'An annotation of this image alone'
            cand --unsetannotation 'Leave an annotation out'
            cand --unsetenv 'Leave a variable out'
            cand -c 'An instruction of a Dockerfile that makes no layer, for this image alone'
            cand --change 'An instruction of a Dockerfile that makes no layer, for this image alone'
            cand --rewrite-timestamp 'New files are never younger than --source-date-epoch here'
            cand --identity-label 'There is no such label here'
            cand --created-annotation 'There is no such annotation here'
            cand --add-history 'Every step has its line in the history'
            cand --retry 'Failures of the network are tried again'
            cand --retry-delay 'The same, later'
            cand --iidfile 'Write the image''s ID (its config''s digest) to a file'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --squash 'Make one layer of all, the base''s too'
            cand --omit-history 'Leave the history out'
            cand -D 'Do not compress layers'
            cand --disable-compression 'Do not compress layers'
            cand --rm 'Remove the container then'
            cand -q 'Print nothing but the image''s ID, which is so anyway'
            cand --quiet 'Print nothing but the image''s ID, which is so anyway'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;container;ls'= {
            cand --format 'A Go template for each instead of a table: {{.ContainerName}} {{.ContainerID}} {{.ImageName}} {{.MountPoint}}'
            cand -f 'Only those whose name, id or ancestor (the base) holds the text'
            cand --filter 'Only those whose name, id or ancestor (the base) holds the text'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --json 'Print JSON'
            cand -q 'Only the names'
            cand --quiet 'Only the names'
            cand -n 'No headings'
            cand --noheading 'No headings'
            cand --notruncate 'Whole IDs'
            cand -a 'There are no others'
            cand --all 'There are no others'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;container;list'= {
            cand --format 'A Go template for each instead of a table: {{.ContainerName}} {{.ContainerID}} {{.ImageName}} {{.MountPoint}}'
            cand -f 'Only those whose name, id or ancestor (the base) holds the text'
            cand --filter 'Only those whose name, id or ancestor (the base) holds the text'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --json 'Print JSON'
            cand -q 'Only the names'
            cand --quiet 'Only the names'
            cand -n 'No headings'
            cand --noheading 'No headings'
            cand --notruncate 'Whole IDs'
            cand -a 'There are no others'
            cand --all 'There are no others'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;container;ps'= {
            cand --format 'A Go template for each instead of a table: {{.ContainerName}} {{.ContainerID}} {{.ImageName}} {{.MountPoint}}'
            cand -f 'Only those whose name, id or ancestor (the base) holds the text'
            cand --filter 'Only those whose name, id or ancestor (the base) holds the text'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --json 'Print JSON'
            cand -q 'Only the names'
            cand --quiet 'Only the names'
            cand -n 'No headings'
            cand --noheading 'No headings'
            cand --notruncate 'Whole IDs'
            cand -a 'There are no others'
            cand --all 'There are no others'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;container;rm'= {
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand -a 'Remove all'
            cand --all 'Remove all'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;container;delete'= {
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand -a 'Remove all'
            cand --all 'Remove all'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;container;mount'= {
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --json 'Print JSON'
            cand --notruncate 'Names and paths are never cut, which is so anyway'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;container;unmount'= {
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand -a 'Unmount all that are mounted'
            cand --all 'Unmount all that are mounted'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;container;umount'= {
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand -a 'Unmount all that are mounted'
            cand --all 'Unmount all that are mounted'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;container;rename'= {
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;container;inspect'= {
            cand -f 'A Go template or a JSON path instead of all'
            cand --format 'A Go template or a JSON path instead of all'
            cand -t 'What the name stands for'
            cand --type 'What the name stands for'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;container;diff'= {
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --json 'Print JSON'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;container;help'= {
            cand from 'Make a working container of an image, or of nothing (scratch), and print its name'
            cand run 'Run a command in it and keep what it changes as a layer'
            cand copy 'Copy files into it, as COPY does'
            cand add 'Copy files into it, unpack archives, fetch from the web, as ADD does'
            cand config 'Change what its image says: environment, entry point, labels and others'
            cand commit 'Make an image of it, and print the image''s ID'
            cand ls 'List the working containers'
            cand rm 'Remove working containers'
            cand mount 'Mount their files, and print where; without a name, list what is mounted'
            cand unmount 'Unmount their files; what was changed there stays'
            cand rename 'Give it another name'
            cand inspect 'Show what it is so far'
            cand diff 'Show which files differ from its base'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'imgtool;container;help;from'= {
        }
        &'imgtool;container;help;run'= {
        }
        &'imgtool;container;help;copy'= {
        }
        &'imgtool;container;help;add'= {
        }
        &'imgtool;container;help;config'= {
        }
        &'imgtool;container;help;commit'= {
        }
        &'imgtool;container;help;ls'= {
        }
        &'imgtool;container;help;rm'= {
        }
        &'imgtool;container;help;mount'= {
        }
        &'imgtool;container;help;unmount'= {
        }
        &'imgtool;container;help;rename'= {
        }
        &'imgtool;container;help;inspect'= {
        }
        &'imgtool;container;help;diff'= {
        }
        &'imgtool;container;help;help'= {
        }
        &'imgtool;cache-mount'= {
            cand --isolation 'How RUN is isolated, where the cache was filled'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand ls 'List the caches by their ids (a cache without an id has its target for one)'
            cand export 'Write the content of a cache as a tar archive'
            cand import 'Make the content of a tar archive that of a cache, instead of what it held'
            cand rm 'Remove caches'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'imgtool;cache-mount;ls'= {
            cand --isolation 'How RUN is isolated, where the cache was filled'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --json 'As JSON'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;cache-mount;export'= {
            cand -o 'The archive [default: standard output]'
            cand --output 'The archive [default: standard output]'
            cand --compression 'How it is compressed: gzip, zstd or none, with an optional level'
            cand --isolation 'How RUN is isolated, where the cache was filled'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;cache-mount;import'= {
            cand --isolation 'How RUN is isolated, where the cache was filled'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;cache-mount;rm'= {
            cand --isolation 'How RUN is isolated, where the cache was filled'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;cache-mount;help'= {
            cand ls 'List the caches by their ids (a cache without an id has its target for one)'
            cand export 'Write the content of a cache as a tar archive'
            cand import 'Make the content of a tar archive that of a cache, instead of what it held'
            cand rm 'Remove caches'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'imgtool;cache-mount;help;ls'= {
        }
        &'imgtool;cache-mount;help;export'= {
        }
        &'imgtool;cache-mount;help;import'= {
        }
        &'imgtool;cache-mount;help;rm'= {
        }
        &'imgtool;cache-mount;help;help'= {
        }
        &'imgtool;store'= {
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand df 'Show how much room everything takes, and what could be freed'
            cand du 'Show how much room everything takes, and what could be freed'
            cand ls 'List the images that have a name'
            cand list 'List the images that have a name'
            cand images 'List the images that have a name'
            cand rm 'Remove names of images; what nothing else names goes at the next prune'
            cand untag 'Remove names of images; what nothing else names goes at the next prune'
            cand prune 'Free what nothing names, beside running builds; with conditions, the cache as well'
            cand verify 'Read everything again and compare it with its digest; exits with 1 where something is damaged'
            cand check 'Read everything again and compare it with its digest; exits with 1 where something is damaged'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'imgtool;store;df'= {
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --json 'Print JSON'
            cand -v 'Each thing in a line of its own'
            cand --verbose 'Each thing in a line of its own'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;store;du'= {
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --json 'Print JSON'
            cand -v 'Each thing in a line of its own'
            cand --verbose 'Each thing in a line of its own'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;store;ls'= {
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --json 'Print JSON'
            cand -q 'Only the names'
            cand --quiet 'Only the names'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;store;list'= {
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --json 'Print JSON'
            cand -q 'Only the names'
            cand --quiet 'Only the names'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;store;images'= {
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --json 'Print JSON'
            cand -q 'Only the names'
            cand --quiet 'Only the names'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;store;rm'= {
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --ignore 'A name that is not there is no failure'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;store;untag'= {
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --ignore 'A name that is not there is no failure'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;store;prune'= {
            cand --keep-storage 'Keep so much of the cache, what was used last: 10GB, 512M'
            cand --max-used-space 'Keep so much of the cache, what was used last: 10GB, 512M'
            cand --older-than 'Only what was not used for so long: 12h, 14d'
            cand --filter 'As docker has it: until=DURATION'
            cand --isolation 'How RUN is isolated, where layers were unpacked'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand -a 'The whole cache: everything but what has a name or is in use'
            cand --all 'The whole cache: everything but what has a name or is in use'
            cand --dry-run 'Say what would go, and leave it'
            cand -f 'Nothing is asked anyway'
            cand --force 'Nothing is asked anyway'
            cand --json 'Print JSON'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;store;verify'= {
            cand --isolation 'How RUN is isolated, where layers were unpacked'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --json 'Print JSON'
            cand --repair 'Remove what is damaged: it is fetched or made again when it is needed'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;store;check'= {
            cand --isolation 'How RUN is isolated, where layers were unpacked'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --json 'Print JSON'
            cand --repair 'Remove what is damaged: it is fetched or made again when it is needed'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;store;help'= {
            cand df 'Show how much room everything takes, and what could be freed'
            cand ls 'List the images that have a name'
            cand rm 'Remove names of images; what nothing else names goes at the next prune'
            cand prune 'Free what nothing names, beside running builds; with conditions, the cache as well'
            cand verify 'Read everything again and compare it with its digest; exits with 1 where something is damaged'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'imgtool;store;help;df'= {
        }
        &'imgtool;store;help;ls'= {
        }
        &'imgtool;store;help;rm'= {
        }
        &'imgtool;store;help;prune'= {
        }
        &'imgtool;store;help;verify'= {
        }
        &'imgtool;store;help;help'= {
        }
        &'imgtool;rebase'= {
            cand --old-base 'The base that it is built on [default: what the image says of it]'
            cand --new-base 'The base that it is to be on [default: what the old one''s name points at now]'
            cand -t 'What the result is called; a bare name is one in a registry [default: as the image]'
            cand --tag 'What the result is called; a bare name is one in a registry [default: as the image]'
            cand --platform 'Only this platform''s image of an index'
            cand --report 'Write the report: json, html or text, to standard output or a file. May be given several times'
            cand --report-file 'The file for the report that has none of its own'
            cand --digestfile 'Write the digest of the result to a file'
            cand --sign 'Sign the result where it was put, in both forms, an index with all its images: a private key as for imgtool sign'
            cand --sign-key 'Sign the result where it was put, in both forms, an index with all its images: a private key as for imgtool sign'
            cand --sign-by-sigstore-private-key 'Sign the result where it was put, in both forms, an index with all its images: a private key as for imgtool sign'
            cand --sign-passphrase-file 'The file with the key''s password [default: $COSIGN_PASSWORD, else asked for]'
            cand --sign-identity 'The name that is signed along [default: the destination with its tag]'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --check 'Only look whether it would be safe: exit code 0 if so, 1 if not, or if somebody should look'
            cand --no-check 'Do not look into layers: nothing but manifests and configs is read'
            cand -f 'Rebase even if it is not safe'
            cand --force 'Rebase even if it is not safe'
            cand --dry-run 'Do everything but write the result'
            cand --all-tags 'IMAGE is a repository: rebase each tag that is built on the old base'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;mutate'= {
            cand -t 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]'
            cand --tag 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]'
            cand --new_tag 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]'
            cand --platform 'Of an index, take this platform''s image only'
            cand --digestfile 'Write the digest of the result to a file'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --author 'Who made the image'
            cand -e 'A variable, as ENV'
            cand --env 'A variable, as ENV'
            cand -l 'A label'
            cand --label 'A label'
            cand -a 'An annotation of the manifest'
            cand --annotation 'An annotation of the manifest'
            cand -u 'Who the image''s processes are'
            cand --user 'Who the image''s processes are'
            cand -p 'A port that is listened at'
            cand --port 'A port that is listened at'
            cand --exposed-ports 'A port that is listened at'
            cand -v 'A place for a volume'
            cand --volume 'A place for a volume'
            cand --shell 'The shell of shell commands: words, or a JSON list'
            cand --stop-signal 'The signal that ends it'
            cand --healthcheck 'How its health is checked: `CMD words`, `CMD-SHELL text` or NONE'
            cand --healthcheck-interval 'Time between checks'
            cand --healthcheck-timeout 'Time that a check may take'
            cand --healthcheck-start-period 'Time that it may take to start'
            cand --healthcheck-start-interval 'Time between checks while it starts'
            cand --healthcheck-retries 'Failures in a row that mean it is ill'
            cand --onbuild 'An instruction for whoever builds on the image'
            cand --entrypoint 'What starts: words with commas between, or a JSON list. The CMD goes, unless it is given, too'
            cand --cmd 'Its arguments, or what starts: words with commas between, or a JSON list'
            cand -w 'Where it starts'
            cand --workdir 'Where it starts'
            cand --workingdir 'Where it starts'
            cand --unset-env 'Remove a variable'
            cand --unsetenv 'Remove a variable'
            cand --unset-label 'Remove a label'
            cand --unsetlabel 'Remove a label'
            cand --unset-annotation 'Remove an annotation'
            cand --unsetannotation 'Remove an annotation'
            cand --created 'When the image was made: seconds since 1970, or RFC 3339'
            cand --timestamp 'When the image was made: seconds since 1970, or RFC 3339'
            cand --set-platform 'The platform that the image says it is for'
            cand --append 'Add an archive or a directory as a layer'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;append'= {
            cand -b 'The image, as crane names it'
            cand --base 'The image, as crane names it'
            cand -f 'A tar archive (compressed or not, - is standard input) or a directory'
            cand --file 'A tar archive (compressed or not, - is standard input) or a directory'
            cand --new_layer 'A tar archive (compressed or not, - is standard input) or a directory'
            cand --compression 'How plain archives and directories are compressed: gzip, zstd or none, with an optional level'
            cand --timestamp 'The time of the files of directories and of the documents: seconds since 1970, or RFC 3339'
            cand -t 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]'
            cand --tag 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]'
            cand --new_tag 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]'
            cand --platform 'Of an index, take this platform''s image only'
            cand --digestfile 'Write the digest of the result to a file'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;flatten'= {
            cand -t 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]'
            cand --tag 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]'
            cand --new_tag 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]'
            cand --platform 'Of an index, take this platform''s image only'
            cand --digestfile 'Write the digest of the result to a file'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --compression 'How the layer is compressed: gzip, zstd or none, with an optional level [default: as the image''s last layer]'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;squash'= {
            cand -t 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]'
            cand --tag 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]'
            cand --new_tag 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]'
            cand --platform 'Of an index, take this platform''s image only'
            cand --digestfile 'Write the digest of the result to a file'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --from 'The first of them: its digest, its diff ID, or its number (1 is the lowest, -3 the third from the top)'
            cand --compression 'How the layer is compressed: gzip, zstd or none, with an optional level [default: as the image''s last layer]'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;rm-path'= {
            cand -t 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]'
            cand --tag 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]'
            cand --new_tag 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]'
            cand --platform 'Of an index, take this platform''s image only'
            cand --digestfile 'Write the digest of the result to a file'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand -f 'Go on where the image has none of a path'
            cand --force 'Go on where the image has none of a path'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;strip'= {
            cand -t 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]'
            cand --tag 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]'
            cand --new_tag 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]'
            cand --platform 'Of an index, take this platform''s image only'
            cand --digestfile 'Write the digest of the result to a file'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --timestamp 'Set the times of all files, and in the documents: seconds since 1970, or RFC 3339'
            cand --timestamps 'Set the times of all files, and in the documents: seconds since 1970, or RFC 3339'
            cand --preset 'Take out well-known files of this kind'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --history 'The history [default, with the next four, where nothing is chosen]'
            cand --labels 'The labels'
            cand --annotations 'The manifest''s annotations'
            cand --empty-layers 'Layers without a file'
            cand --created 'The author, and the times in the documents'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;recompress'= {
            cand -t 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]'
            cand --tag 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]'
            cand --new_tag 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]'
            cand --platform 'Of an index, take this platform''s image only'
            cand --digestfile 'Write the digest of the result to a file'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --compression 'gzip, zstd or none; with a level, layers that have the method already are compressed anew'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;convert'= {
            cand -t 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]'
            cand --tag 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]'
            cand --new_tag 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]'
            cand --platform 'Of an index, take this platform''s image only'
            cand --digestfile 'Write the digest of the result to a file'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --format 'The family of documents: oci, or docker (v2s2)'
            cand --to 'The family of documents: oci, or docker (v2s2)'
            cand --compression 'Compress the layers otherwise, too: gzip, zstd or none, with an optional level'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;platform'= {
            cand -t 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]'
            cand --tag 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]'
            cand --new_tag 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]'
            cand --platform 'Of an index, take this platform''s image only'
            cand --digestfile 'Write the digest of the result to a file'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --set 'The platform that the image is to say it is for: os/arch[/variant]'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;distill'= {
            cand -t 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]'
            cand --tag 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]'
            cand --new_tag 'What to call the result, in a registry or as copy names places; may be given several times [default: its digest, in the image''s repository]'
            cand --platform 'Of an index, take this platform''s image only'
            cand --digestfile 'Write the digest of the result to a file'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --keep 'Keep this, too: a file, a directory with all in it, or a pattern as in .dockerignore'
            cand --entrypoint 'A program that must run: words, or a JSON list [default: the image''s entry point and CMD]'
            cand --with 'What else there should be'
            cand --compression 'How the layer is compressed: gzip, zstd or none, with an optional level [default: as the image''s last layer]'
            cand --report 'Print what was kept and what was left out'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;script'= {
            cand -t 'Name the result of the last container; a bare name is one in the local store. May be given several times'
            cand --tag 'Name the result of the last container; a bare name is one in the local store. May be given several times'
            cand --build-arg 'Set a variable that the script declares with arg; NAME alone takes it from the environment'
            cand --timestamp 'Set every time that the steps put into the image to this (seconds since 1970)'
            cand --iidfile 'Write the image''s ID (its config''s digest) to a file'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --watch 'Do it again whenever the script or a file that it copies changes, until Ctrl-C'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;sbom'= {
            cand --platform 'This platform''s image of an index [default: this machine''s]'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --format 'The form'
            cand -o 'The document [default: standard output]'
            cand --output 'The document [default: standard output]'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;audit'= {
            cand --platform 'This platform''s image of an index [default: this machine''s]'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --osv 'Known flaws in the OSV form: a record, an archive of records (all.zip), or a directory of these. May be given several times'
            cand --format 'The form'
            cand --fail-on 'The exit code is 1 where a finding is this bad, or worse'
            cand --skip 'Leave out a rule, or a flaw by its name (CVE-…). May be given several times'
            cand --max-age 'An image or its packages are old after as many days'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --check-base 'Ask the registry that the image names as its base''s whether the base''s tag has moved on'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;serve'= {
            cand --dir 'The directory; each repository in it is an OCI layout [default: registry/ in the local store''s directory]'
            cand --listen 'Where to listen: HOST:PORT, or :PORT for every interface; port 0 takes a free one'
            cand --htpasswd 'Let only these users in: a file of user:hash lines, bcrypt only (htpasswd -B)'
            cand --tls-cert 'Speak TLS with this certificate chain (PEM)'
            cand --tls-key 'The key of the certificate (PEM)'
            cand --mirror 'Be a pull-through cache of this registry, read-only; the options for registries are for it'
            cand --max-blob-size 'The largest blob that is taken, in bytes or with k, M, G, T'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --read-only 'Refuse every write'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;sync'= {
            cand -s 'What the source is'
            cand --src 'What the source is'
            cand -d 'What the destination is'
            cand --dest 'What the destination is'
            cand --tag-regex 'Only tags that match this regular expression'
            cand --semver 'Only tags that are versions in this range: `>=1.2, <2`'
            cand -j 'Images at once'
            cand --jobs 'Images at once'
            cand --policy 'The policy that says which images are allowed: imgtool''s (.yaml) or containers-policy.json(5) [default: $XDG_CONFIG_HOME/containers/policy.json, then /etc/containers/policy.json, where they exist]'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --retry-times 'Try a request so many times more after a failure that may pass'
            cand --src-creds '--creds for the source'
            cand --dest-creds '--creds for the destination'
            cand --src-tls-verify '--tls-verify for the source'
            cand --dest-tls-verify '--tls-verify for the destination'
            cand --src-authfile '--authfile for the source'
            cand --dest-authfile '--authfile for the destination'
            cand --src-cert-dir '--cert-dir for the source'
            cand --dest-cert-dir '--cert-dir for the destination'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --scoped 'Put the source''s full name below the destination, not only its last part'
            cand -a 'Copy whole indexes, not only this machine''s platform'
            cand --all 'Copy whole indexes, not only this machine''s platform'
            cand --dry-run 'Only say what would be copied'
            cand --json 'Print the summary as JSON'
            cand --insecure-policy 'Allow every image, whatever the policies say'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;unshare'= {
            cand --isolation 'How to get there'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;generate'= {
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;help'= {
            cand build 'Build an image from a Dockerfile'
            cand dockerfile 'Format a Dockerfile, or show its tree or its stages'
            cand info 'Show what this machine lets RUN be isolated by, and what would allow more'
            cand copy 'Copy an image from one place to another'
            cand inspect 'Show what an image is, without downloading its layers'
            cand login 'Check credentials with a registry and keep them'
            cand logout 'Forget the credentials of a registry'
            cand tags 'List the tags of a repository'
            cand catalog 'List the repositories of a registry'
            cand digest 'Print the digest of an image or index'
            cand ls 'List files of an image'
            cand cat 'Print files of an image'
            cand export 'Write the merged file system of an image as a tar archive'
            cand diff 'Compare two images: files, config, sizes'
            cand explore 'Look through the layers and files of an image, and at what they waste'
            cand validate 'Check everything that an image is made of'
            cand tag 'Give an image further names in its place, without moving anything'
            cand delete 'Delete images, or only their tags'
            cand index 'Make and change indexes of several images'
            cand artifact 'Push, pull, attach and list artifacts: files with a type'
            cand referrers 'Show what is attached to an image: signatures, SBOMs, attestations'
            cand keygen 'Make a key pair for signing'
            cand sign 'Sign images: attach signatures, as cosign does'
            cand verify 'Check that images are signed, as cosign does'
            cand attest 'Attach signed statements to images: provenance, SBOMs, and others'
            cand verify-attestation 'Check that images have attestations of a type'
            cand signatures 'Show the signatures and attestations of an image, unverified'
            cand trust 'Get the trusted root from a TUF repository, and keep it fresh'
            cand container 'Build an image step by step, without a Dockerfile'
            cand cache-mount 'List, export, import and remove what RUN --mount=type=cache keeps'
            cand store 'Look into the local store, check it, and free what nothing needs'
            cand rebase 'Put an image on another base without building it again'
            cand mutate 'Change an image''s config and annotations; its layers stay'
            cand append 'Add archives and directories to an image, a layer each'
            cand flatten 'Make one layer of all layers of an image'
            cand squash 'Make one layer of an image''s layers from a certain one on'
            cand rm-path 'Take files out of all layers of an image, so that their content is nowhere any more'
            cand strip 'Take out of an image what says how it was made, or files that nobody needs'
            cand recompress 'Compress the layers of an image otherwise'
            cand convert 'Convert an image between OCI''s and Docker''s documents'
            cand platform 'Show the platform of an image, or change what it says'
            cand distill 'Make an image of the files alone that certain programs need'
            cand script 'Build an image by the steps of a script'
            cand sbom 'List the packages in an image, as an SPDX document'
            cand audit 'Look for what is wrong or risky with an image: known flaws, secrets, root, setuid, age, labels'
            cand serve 'Serve a directory as a registry (OCI distribution spec 1.1)'
            cand sync 'Copy many images at once, those that differ'
            cand unshare 'Run a command as root over the local store''s files'
            cand generate 'Write the man pages and shell completions'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'imgtool;help;build'= {
        }
        &'imgtool;help;dockerfile'= {
            cand fmt 'Print it in its usual form; meaning, comments, heredocs and commands stay'
            cand ast 'Print what it says as a JSON tree, with where each part stands'
            cand graph 'Print its stages, and which needs which'
        }
        &'imgtool;help;dockerfile;fmt'= {
        }
        &'imgtool;help;dockerfile;ast'= {
        }
        &'imgtool;help;dockerfile;graph'= {
        }
        &'imgtool;help;info'= {
        }
        &'imgtool;help;copy'= {
        }
        &'imgtool;help;inspect'= {
        }
        &'imgtool;help;login'= {
        }
        &'imgtool;help;logout'= {
        }
        &'imgtool;help;tags'= {
        }
        &'imgtool;help;catalog'= {
        }
        &'imgtool;help;digest'= {
        }
        &'imgtool;help;ls'= {
        }
        &'imgtool;help;cat'= {
        }
        &'imgtool;help;export'= {
        }
        &'imgtool;help;diff'= {
        }
        &'imgtool;help;explore'= {
        }
        &'imgtool;help;validate'= {
        }
        &'imgtool;help;tag'= {
        }
        &'imgtool;help;delete'= {
        }
        &'imgtool;help;index'= {
            cand create 'Make an index of images'
            cand add 'Add images to an index'
            cand remove 'Take images out of an index'
            cand annotate 'Change what an index says of an image, or of itself'
            cand list 'List the images of an index'
        }
        &'imgtool;help;index;create'= {
        }
        &'imgtool;help;index;add'= {
        }
        &'imgtool;help;index;remove'= {
        }
        &'imgtool;help;index;annotate'= {
        }
        &'imgtool;help;index;list'= {
        }
        &'imgtool;help;artifact'= {
            cand push 'Push files as an artifact'
            cand attach 'Attach files to an image'
            cand pull 'Write the files of an artifact into a directory'
            cand list 'List what is attached to an image'
        }
        &'imgtool;help;artifact;push'= {
        }
        &'imgtool;help;artifact;attach'= {
        }
        &'imgtool;help;artifact;pull'= {
        }
        &'imgtool;help;artifact;list'= {
        }
        &'imgtool;help;referrers'= {
        }
        &'imgtool;help;keygen'= {
        }
        &'imgtool;help;sign'= {
        }
        &'imgtool;help;verify'= {
        }
        &'imgtool;help;attest'= {
        }
        &'imgtool;help;verify-attestation'= {
        }
        &'imgtool;help;signatures'= {
        }
        &'imgtool;help;trust'= {
            cand init 'Begin with a root that you trust, as cosign initialize does'
            cand update 'Read the repository anew'
        }
        &'imgtool;help;trust;init'= {
        }
        &'imgtool;help;trust;update'= {
        }
        &'imgtool;help;container'= {
            cand from 'Make a working container of an image, or of nothing (scratch), and print its name'
            cand run 'Run a command in it and keep what it changes as a layer'
            cand copy 'Copy files into it, as COPY does'
            cand add 'Copy files into it, unpack archives, fetch from the web, as ADD does'
            cand config 'Change what its image says: environment, entry point, labels and others'
            cand commit 'Make an image of it, and print the image''s ID'
            cand ls 'List the working containers'
            cand rm 'Remove working containers'
            cand mount 'Mount their files, and print where; without a name, list what is mounted'
            cand unmount 'Unmount their files; what was changed there stays'
            cand rename 'Give it another name'
            cand inspect 'Show what it is so far'
            cand diff 'Show which files differ from its base'
        }
        &'imgtool;help;container;from'= {
        }
        &'imgtool;help;container;run'= {
        }
        &'imgtool;help;container;copy'= {
        }
        &'imgtool;help;container;add'= {
        }
        &'imgtool;help;container;config'= {
        }
        &'imgtool;help;container;commit'= {
        }
        &'imgtool;help;container;ls'= {
        }
        &'imgtool;help;container;rm'= {
        }
        &'imgtool;help;container;mount'= {
        }
        &'imgtool;help;container;unmount'= {
        }
        &'imgtool;help;container;rename'= {
        }
        &'imgtool;help;container;inspect'= {
        }
        &'imgtool;help;container;diff'= {
        }
        &'imgtool;help;cache-mount'= {
            cand ls 'List the caches by their ids (a cache without an id has its target for one)'
            cand export 'Write the content of a cache as a tar archive'
            cand import 'Make the content of a tar archive that of a cache, instead of what it held'
            cand rm 'Remove caches'
        }
        &'imgtool;help;cache-mount;ls'= {
        }
        &'imgtool;help;cache-mount;export'= {
        }
        &'imgtool;help;cache-mount;import'= {
        }
        &'imgtool;help;cache-mount;rm'= {
        }
        &'imgtool;help;store'= {
            cand df 'Show how much room everything takes, and what could be freed'
            cand ls 'List the images that have a name'
            cand rm 'Remove names of images; what nothing else names goes at the next prune'
            cand prune 'Free what nothing names, beside running builds; with conditions, the cache as well'
            cand verify 'Read everything again and compare it with its digest; exits with 1 where something is damaged'
        }
        &'imgtool;help;store;df'= {
        }
        &'imgtool;help;store;ls'= {
        }
        &'imgtool;help;store;rm'= {
        }
        &'imgtool;help;store;prune'= {
        }
        &'imgtool;help;store;verify'= {
        }
        &'imgtool;help;rebase'= {
        }
        &'imgtool;help;mutate'= {
        }
        &'imgtool;help;append'= {
        }
        &'imgtool;help;flatten'= {
        }
        &'imgtool;help;squash'= {
        }
        &'imgtool;help;rm-path'= {
        }
        &'imgtool;help;strip'= {
        }
        &'imgtool;help;recompress'= {
        }
        &'imgtool;help;convert'= {
        }
        &'imgtool;help;platform'= {
        }
        &'imgtool;help;distill'= {
        }
        &'imgtool;help;script'= {
        }
        &'imgtool;help;sbom'= {
        }
        &'imgtool;help;audit'= {
        }
        &'imgtool;help;serve'= {
        }
        &'imgtool;help;sync'= {
        }
        &'imgtool;help;unshare'= {
        }
        &'imgtool;help;generate'= {
        }
        &'imgtool;help;help'= {
        }
    ]
    $completions[$command]
}
