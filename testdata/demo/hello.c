#include <stdio.h>

int main(void) {
    puts("hello from an image that imgtool built");
    return 0;
}
