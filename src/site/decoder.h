// What decode_*.cc are made of: one Decoder a service. `takes` sees every request in the order of all_decoders(); the
// first that takes it reads it.
#pragma once

#include <span>

#include "site/decode.h"
#include "site/request.h"

namespace tipstaff::site {

class Teller {
 public:
  explicit Teller(Decoded& out) : out_(out) {}
  // Cuts and cleans `value`; an empty one is not told. Hashes are told as such.
  void tell(Category category, std::string_view name, std::string_view parameter, std::string_view value);
  void unread(std::string why) { out_.unread.push_back(std::move(why)); }
  bool told(Category category) const;

 private:
  Decoded& out_;
};

struct Known {  // a parameter whose meaning is known
  std::string_view parameter;
  Category category;
  std::string_view name;
};
// Tells each pair that the table knows; with `prefix` in front of the table's names. Returns how many.
std::size_t tell_known(Teller& teller, const Pairs& pairs, std::span<const Known> table);

struct Decoder {
  std::string_view service, company, kind;
  bool (*takes)(const Request& request);
  void (*read)(const Request& request, const Page& page, Teller& teller);
};

std::span<const Decoder> meta_decoders();
std::span<const Decoder> google_decoders();
std::span<const Decoder> tiktok_decoders();
std::span<const Decoder> linkedin_decoders();
std::span<const Decoder> snap_decoders();
std::span<const Decoder> recorder_decoders();  // Clarity, Hotjar and the others, rrweb by its form
std::span<const Decoder> other_decoders();     // services that need a name only

// By form: addresses of the page, its title, mail addresses, hashes.
void tell_by_form(const Request& request, const Page& page, Teller& teller);
// Each text and number of a JSON value with its path: "context.page.url". At most 3,000, and 24 levels.
Pairs leaves(const boost::json::value& value);
// Whether it holds events of a session recorder (rrweb's {type, data, timestamp}), in strings of JSON too.
bool has_recorded_events(const boost::json::value& value);

bool host_is(std::string_view host, std::string_view domain);  // it, or a name below it

}  // namespace tipstaff::site
