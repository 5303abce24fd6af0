
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
            cand validate 'Check everything that an image is made of'
            cand tag 'Give an image further names in its place, without moving anything'
            cand delete 'Delete images, or only their tags'
            cand index 'Make and change indexes of several images'
            cand artifact 'Push, pull, attach and list artifacts: files with a type'
            cand referrers 'Show what is attached to an image: signatures, SBOMs, attestations'
            cand serve 'Serve a directory as a registry (OCI distribution spec 1.1)'
            cand sync 'Copy many images at once, those that differ'
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
            cand --network 'The network of RUN: none leaves the loopback device only'
            cand --annotation 'Annotate the manifest (or index: or manifest-descriptor:)'
            cand --pull 'When to ask the registry for a base image'
            cand --no-cache-filter 'Run every step of these stages, whatever the cache holds'
            cand --format 'The document format of the result'
            cand --compression 'How new layers are compressed: gzip, zstd or none, with an optional level'
            cand --timestamp 'Set every time in the image to this (seconds since 1970); see also SOURCE_DATE_EPOCH'
            cand --iidfile 'Write the image''s ID (its config''s digest) to a file'
            cand --metadata-file 'Write what was built to a file, as JSON'
            cand -j 'Steps and compression threads at once [default: the number of cores]'
            cand --jobs 'Steps and compression threads at once [default: the number of cores]'
            cand --rm 'Remove what RUN leaves behind'
            cand --force-rm 'The same after a failure'
            cand --layers 'Make a layer of each step'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --push 'Push to the registry that each bare name stands for, too'
            cand --no-cache 'Run every step, whatever the cache holds'
            cand --squash 'Make one layer of those that the build makes'
            cand --squash-all 'Make one layer of all, the base''s too'
            cand -q 'Print nothing but the image''s ID'
            cand --quiet 'Print nothing but the image''s ID'
            cand --load 'Keep the result where it can be used: the local store'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;copy'= {
            cand --platform 'Copy this platform''s image of an index [default: this machine''s]; several make an index'
            cand --format 'Convert to this document format'
            cand --compression 'Compress layers anew that are compressed otherwise: gzip, zstd or none'
            cand --dest-compress-format 'Compress layers anew that are compressed otherwise: gzip, zstd or none'
            cand --digestfile 'Write the digest of the copied manifest to a file'
            cand -j 'Blobs that move at once'
            cand --jobs 'Blobs that move at once'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
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
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --files-only 'Only files'
            cand --config-only 'Only the config'
            cand --json 'Print JSON'
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
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --json 'Print JSON'
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
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
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
            cand validate 'Check everything that an image is made of'
            cand tag 'Give an image further names in its place, without moving anything'
            cand delete 'Delete images, or only their tags'
            cand index 'Make and change indexes of several images'
            cand artifact 'Push, pull, attach and list artifacts: files with a type'
            cand referrers 'Show what is attached to an image: signatures, SBOMs, attestations'
            cand serve 'Serve a directory as a registry (OCI distribution spec 1.1)'
            cand sync 'Copy many images at once, those that differ'
            cand generate 'Write the man pages and shell completions'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'imgtool;help;build'= {
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
        &'imgtool;help;serve'= {
        }
        &'imgtool;help;sync'= {
        }
        &'imgtool;help;generate'= {
        }
        &'imgtool;help;help'= {
        }
    ]
    $completions[$command]
}
