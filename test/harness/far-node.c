/* Loaded before a server: a node of a network that is not there. Whatever it dials in 10.0.0.0/8 is on loopback, as
   behind a NAT, and its clock is ahead by as many seconds as the file `clock-ahead-seconds` in its directory says. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

int connect(int fd, const struct sockaddr *address, socklen_t length) {
  struct sockaddr_in near;
  if (address->sa_family == AF_INET && length >= sizeof near) {
    memcpy(&near, address, sizeof near);
    if (ntohl(near.sin_addr.s_addr) >> 24 == 10) near.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return (int)syscall(SYS_connect, fd, &near, sizeof near);
  }
  return (int)syscall(SYS_connect, fd, address, length);
}

static long ahead(void) {
  char text[16] = "";
  int file = open("clock-ahead-seconds", O_RDONLY | O_CLOEXEC);
  if (file == -1) return 0;
  long seconds = read(file, text, sizeof text - 1) > 0 ? atol(text) : 0;
  close(file);
  return seconds;
}

int clock_gettime(clockid_t clock, struct timespec *now) {
  int result = (int)syscall(SYS_clock_gettime, clock, now);
  if (result == 0 && clock == CLOCK_REALTIME) now->tv_sec += ahead();
  return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  (void)zone;
  struct timespec precise;
  int result = clock_gettime(CLOCK_REALTIME, &precise);
  now->tv_sec = precise.tv_sec;
  now->tv_usec = precise.tv_nsec / 1000;
  return result;
}

time_t time(time_t *seconds) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (seconds != NULL) *seconds = now.tv_sec;
  return now.tv_sec;
}
