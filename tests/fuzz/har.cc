// Any bytes as an HTTP archive, with what is made of each request; and as a saved page.
#include "site/har.h"
#include "site/decode.h"
#include "site/leaks.h"
#include "site/saved.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tipstaff::site;
  static const LookFor look_for({Wanted{"mail", "canary@example.org"}, Wanted{"phone", "07700 900123"}});
  const std::string text(reinterpret_cast<const char*>(data), size);
  const Recording recording =
      is_har(text) ? read_har(text, "fuzz") : read_saved(text, "fuzz", "https://page.example/report/rape");
  if (recording.unread.empty() && recording.exchanges.empty())
    __builtin_trap();  // nothing read, and nothing said of it
  for (const Exchange& exchange : recording.exchanges) {
    if (exchange.page >= recording.pages.size()) __builtin_trap();
    decode(exchange, recording.pages[exchange.page]);
    look_for.in(exchange);
  }
  return 0;
}
