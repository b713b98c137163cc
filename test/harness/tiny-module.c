/* A module for servers. Loaded with a number, `MODULE LOAD tiny-module.so 400`, a thread of it keeps the node to itself
   for that many milliseconds, once. The server's headers are not needed: where its functions are found is the first
   word of the context. */
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

typedef int (*get_api)(const char *name, void *place);

static void *(*get_thread_context)(void *blocked_client);
static void (*lock)(void *context);
static void (*unlock)(void *context);
static long hold_ms;

static void *hold(void *unused) {
  (void)unused;
  struct timespec time = {hold_ms / 1000, hold_ms % 1000 * 1000000};
  void *context = get_thread_context(NULL);
  lock(context);
  nanosleep(&time, NULL);
  unlock(context);
  return NULL;
}

int RedisModule_OnLoad(void *context, void **arguments, int count) {
  get_api api = *(get_api *)context;
  void (*set_attributes)(void *context, const char *name, int version, int api);
  const char *(*text_of)(const void *string, size_t *length);
  if (api("RedisModule_SetModuleAttribs", &set_attributes) != 0 || api("RedisModule_StringPtrLen", &text_of) != 0 ||
      api("RedisModule_GetThreadSafeContext", &get_thread_context) != 0 ||
      api("RedisModule_ThreadSafeContextLock", &lock) != 0 || api("RedisModule_ThreadSafeContextUnlock", &unlock) != 0)
    return 1;
  set_attributes(context, "tiny", 1, 1);
  hold_ms = count == 1 ? atol(text_of(arguments[0], NULL)) : 0;
  pthread_t thread;
  if (hold_ms > 0 && pthread_create(&thread, NULL, hold, NULL) == 0) pthread_detach(thread);
  return 0;
}
