printf '\357\273\277one\r\n\r\n# comment\r\n   two\t\r\n!keep\n[a-c]x\n\\!bang\nq?\n#hash\n' > .dockerignore
