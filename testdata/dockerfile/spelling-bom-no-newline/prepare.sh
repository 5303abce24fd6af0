printf '\357\273\277# escape=`\n%s' "$(cat Dockerfile)" > D && mv D Dockerfile
