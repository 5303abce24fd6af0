chmod 0400 d/f && chmod 0111 d/sub
