
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
            cand generate 'Write the man pages and shell completions'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'imgtool;build'= {
            cand -f 'The Dockerfile [default: CONTEXT/Dockerfile]'
            cand --file 'The Dockerfile [default: CONTEXT/Dockerfile]'
            cand -t 'Name the result; a bare name is one in the local store. May be given several times'
            cand --tag 'Name the result; a bare name is one in the local store. May be given several times'
            cand --target 'Build this stage and what it needs'
            cand --build-arg 'Set a build argument; NAME alone takes it from the environment'
            cand --label 'Add a label'
            cand --platform 'What the image is for: os/arch[/variant]'
            cand --pull 'When to ask the registry for a base image'
            cand --format 'The document format of the result'
            cand --compression 'How new layers are compressed: gzip, zstd or none, with an optional level'
            cand --timestamp 'Set every time in the image to this (seconds since 1970); see also SOURCE_DATE_EPOCH'
            cand --iidfile 'Write the image''s ID (its config''s digest) to a file'
            cand --metadata-file 'Write what was built to a file, as JSON'
            cand -j 'Steps and compression threads at once [default: the number of cores]'
            cand --jobs 'Steps and compression threads at once [default: the number of cores]'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand --push 'Push to the registry that each bare name stands for, too'
            cand --no-cache 'Run every step, whatever the cache holds'
            cand -q 'Print nothing but the image''s ID'
            cand --quiet 'Print nothing but the image''s ID'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;copy'= {
            cand --platform 'Copy this platform''s image of an index [default: this machine''s]'
            cand --format 'Convert to this document format'
            cand --compression 'Compress layers anew that are compressed otherwise: gzip, zstd or none'
            cand --digestfile 'Write the digest of the copied manifest to a file'
            cand -j 'Blobs that move at once'
            cand --jobs 'Blobs that move at once'
            cand --tls-verify 'Require https with a valid certificate; `false` also allows plain http. Loopback registries may always be plain http'
            cand --creds 'Credentials for the registry, instead of those on file'
            cand --authfile 'The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers'' and docker''s]'
            cand --cert-dir 'A directory with a CA certificate, client certificate and key for the registry'
            cand --root 'The local store''s directory [default: $XDG_DATA_HOME/imgtool]'
            cand --progress 'How to show progress'
            cand -a 'Copy the whole index'
            cand --all 'Copy the whole index'
            cand --debug 'Say more about what is decided and why'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imgtool;inspect'= {
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
            cand generate 'Write the man pages and shell completions'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'imgtool;help;build'= {
        }
        &'imgtool;help;copy'= {
        }
        &'imgtool;help;inspect'= {
        }
        &'imgtool;help;generate'= {
        }
        &'imgtool;help;help'= {
        }
    ]
    $completions[$command]
}
