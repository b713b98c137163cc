/* Loaded before a server: a node that can be made slow. Before each fdatasync, and before each look at its connections,
   it waits as many milliseconds as a file in the node's directory says. Without the file it waits for nothing. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static void pause_for(const char *name) {
  char text[16] = "";
  int file = open(name, O_RDONLY | O_CLOEXEC);
  if (file == -1) return;
  long ms = read(file, text, sizeof text - 1) > 0 ? atol(text) : 0;
  close(file);
  struct timespec time = {ms / 1000, ms % 1000 * 1000000};
  nanosleep(&time, NULL);
}

int fdatasync(int fd) {
  pause_for("slow-disk-ms");
  return (int)syscall(SYS_fdatasync, fd);
}

int epoll_wait(int epoll, struct epoll_event *events, int size, int timeout) {
  pause_for("slow-loop-ms");
  return epoll_pwait(epoll, events, size, timeout, NULL);
}
