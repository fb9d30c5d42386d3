#include "site/decode.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "document/emitter.h"
#include "site/decoder.h"
#include "site/har_body.h"
#include "site/json.h"

namespace tipstaff::site {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, static_cast<std::size_t>(Category::kLast) + 1> kNames = {
    "page address", "page title", "referrer",  "event",  "button text", "form field",
    "page content", "e-mail",     "phone",     "name",   "personal",    "user id",
    "cookie id",    "click id",   "recording", "device", "other"};
constexpr std::size_t kMostLeaves = 3'000, kDeepest = 24;

// Without its fragment and a last slash, to compare pages.
std::string_view bare(std::string_view url) {
  url = url.substr(0, url.find('#'));
  if (url.ends_with('/')) url.remove_suffix(1);
  return url;
}

bool is_mail_address(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == 0 || at == std::string_view::npos || text.size() > 254 || text.find('@', at + 1) != std::string_view::npos)
    return false;
  const std::string_view host = text.substr(at + 1);
  const std::size_t dot = host.rfind('.');
  if (dot == 0 || dot == std::string_view::npos || host.size() - dot < 3) return false;
  for (const char c : text)
    if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
        std::string_view("@.+-_%'").find(c) == std::string_view::npos)
      return false;
  return true;
}

bool names_mail(std::string_view name) {
  const std::string plain = lower(name);
  return plain == "em" || plain == "hem" || plain.find("email") != std::string::npos ||
         plain.find("e-mail") != std::string::npos || plain.find("[em]") != std::string::npos;
}

class ByForm {
 public:
  ByForm(const Request& request, const Page& page, Teller& teller) : page_(page), teller_(teller) {
    if (const auto url = parse_url(page.url)) host_ = url->host;
    own_ = request.url.host;
  }
  void look_at(const std::string& name, std::string_view value) {
    if (value.size() < 4) return;
    if (const auto url = parse_url(value); url && !host_.empty() && url->host == host_) {
      teller_.tell(Category::kPageAddress, bare(value) == bare(page_.url) ? "page address" : "address on the site",
                   name, value);
    } else if (!page_.title.empty() && page_.title.size() >= 6 && value == page_.title) {
      teller_.tell(Category::kPageTitle, "page title", name, value);
    } else if (is_mail_address(value) || (looks_hashed(value) != Hashed::kNo && names_mail(name))) {
      teller_.tell(Category::kEmail, "e-mail address", name, value);
    }
  }

 private:
  const Page& page_;
  Teller& teller_;
  std::string host_, own_;
};

void gather(const json::value& value, const std::string& path, std::size_t depth, Pairs& out) {
  if (out.size() >= kMostLeaves || depth > kDeepest) return;
  if (value.is_object()) {
    for (const auto& each : value.get_object())
      gather(
          each.value(),
          fmt::format("{}{}{}", path, path.empty() ? "" : ".", std::string_view(each.key().data(), each.key().size())),
          depth + 1, out);
  } else if (value.is_array()) {
    for (const json::value& each : value.get_array()) gather(each, path, depth + 1, out);
  } else if (std::string text = plain_text(value); !text.empty()) {
    out.emplace_back(path, std::move(text));
  }
}

bool is_recorded_event(const json::value& value) {
  const std::int64_t type = number_in(&value, "type", -1);
  const json::value* data = member(value, "data");
  return type >= 0 && type <= 9 && data != nullptr && data->is_object() &&
         number_in(&value, "timestamp", 0) > 1'000'000'000;
}

bool has_events(const json::value& value, int depth, int& budget) {
  if (depth > 8 || --budget < 0) return false;
  if (is_recorded_event(value)) return true;
  if (value.is_array()) {
    for (const json::value& each : value.get_array())
      if (has_events(each, depth + 1, budget)) return true;
  } else if (value.is_object()) {
    for (const auto& each : value.get_object())
      if (has_events(each.value(), depth + 1, budget)) return true;
  } else if (value.is_string() && value.get_string().size() > 40 &&
             (value.get_string().front() == '[' || value.get_string().front() == '{')) {
    const auto inner = parse_json(std::string(view(value.get_string())));
    return inner && has_events(*inner, depth + 1, budget);
  }
  return false;
}

void tell_headers(const Exchange& exchange, const Page& page, Teller& teller) {
  const std::string_view referer = header(exchange.headers, "referer");
  const auto url = parse_url(referer);
  if (!url) return;
  const auto own = parse_url(page.url);
  const bool of_page = own && own->host == url->host;
  // The origin alone says which site, not which page (Referrer Policy, section 3.5).
  if (url->path.size() > 1 || !url->query.empty())
    teller.tell(of_page ? Category::kPageAddress : Category::kReferrer,
                of_page ? "page address" : "address of a page before", "Referer", referer);
}

}  // namespace

std::string_view category_name(Category category) { return kNames[static_cast<std::size_t>(category)]; }

bool category_named(std::string_view name, Category& out) {
  const auto found = std::ranges::find(kNames, name);
  if (found == kNames.end()) return false;
  out = static_cast<Category>(found - kNames.begin());
  return true;
}

std::string_view hash_name(Hashed hashed) {
  switch (hashed) {
    case Hashed::kNo:
      return "";
    case Hashed::kMd5:
      return "MD5";
    case Hashed::kSha1:
      return "SHA-1";
    case Hashed::kSha256:
      return "SHA-256";
    case Hashed::kSha512:
      return "SHA-512";
  }
  return "";
}

Hashed looks_hashed(std::string_view value) {
  bool letter = false, digit = false;
  for (const char c : value) {
    const bool is_letter = (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'), is_digit = c >= '0' && c <= '9';
    if (!is_letter && !is_digit) return Hashed::kNo;
    letter = letter || is_letter;
    digit = digit || is_digit;
  }
  if (!letter || !digit) return Hashed::kNo;
  switch (value.size()) {
    case 32:
      return Hashed::kMd5;
    case 40:
      return Hashed::kSha1;
    case 64:
      return Hashed::kSha256;
    case 128:
      return Hashed::kSha512;
    default:
      return Hashed::kNo;
  }
}

void Teller::tell(Category category, std::string_view name, std::string_view parameter, std::string_view value) {
  if (value.empty() || out_.data.size() >= kMostData) return;
  Datum datum{category, std::string(name), document::printable(parameter, 200),
              document::printable(value, kLongestValue), looks_hashed(value)};
  if (datum.category == Category::kOther && datum.hashed != Hashed::kNo)
    datum.hashed = Hashed::kNo;  // most are mere numbers of things
  for (const Datum& each : out_.data)
    if (each.category == datum.category && each.value == datum.value) return;
  out_.data.push_back(std::move(datum));
}

bool Teller::told(Category category) const {
  return std::ranges::find(out_.data, category, &Datum::category) != out_.data.end();
}

std::size_t tell_known(Teller& teller, const Pairs& pairs, std::span<const Known> table) {
  std::size_t count = 0;
  for (const auto& [parameter, value] : pairs)
    for (const Known& known : table)
      if (known.parameter == parameter) {
        teller.tell(known.category, known.name, parameter, value);
        ++count;
      }
  return count;
}

bool host_is(std::string_view host, std::string_view domain) {
  return host == domain ||
         (host.size() > domain.size() && host.ends_with(domain) && host[host.size() - domain.size() - 1] == '.');
}

Pairs leaves(const json::value& value) {
  Pairs out;
  gather(value, "", 0, out);
  return out;
}

bool has_recorded_events(const json::value& value) {
  int budget = 20'000;
  return has_events(value, 0, budget);
}

void tell_by_form(const Request& request, const Page& page, Teller& teller) {
  ByForm by_form(request, page, teller);
  for (const Pairs* pairs : {&request.query, &request.form})
    for (const auto& [name, value] : *pairs) by_form.look_at(name, value);
  if (request.json)
    for (const auto& [name, value] : leaves(*request.json)) by_form.look_at(name, value);
}

Decoded decode(const Exchange& exchange, const Page& page) {
  Decoded out;
  const auto request = take_apart(exchange);
  if (!request) return out;
  out.unread = request->unread;
  Teller teller(out);
  for (const auto& decoders : {meta_decoders(), google_decoders(), tiktok_decoders(), linkedin_decoders(),
                               snap_decoders(), recorder_decoders(), other_decoders()})
    for (const Decoder& decoder : decoders) {
      if (!out.service.empty() || !decoder.takes(*request)) continue;
      out.service = decoder.service;
      out.company = decoder.company;
      out.kind = decoder.kind;
      if (decoder.read != nullptr) decoder.read(*request, page, teller);
    }
  tell_by_form(*request, page, teller);
  tell_headers(exchange, page, teller);
  return out;
}

}  // namespace tipstaff::site
