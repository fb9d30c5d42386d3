// The Snap Pixel (tr.snapchat.com, tr6.snapchat.com): /p with JSON of a context and a list of requests, older versions
// with parameters.
#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "crypto/hash.h"
#include "site/decoder.h"

namespace tipstaff::site {
namespace {

constexpr std::array kKnown = std::to_array<Known>({
    {"ctx.url", Category::kPageAddress, "page address"},
    {"pl", Category::kPageAddress, "page address"},
    {"ctx.rf", Category::kReferrer, "address of the page before"},
    {"rf", Category::kReferrer, "address of the page before"},
    {"req.t.ev", Category::kEvent, "event"},
    {"ev", Category::kEvent, "event"},
    {"ctx.c1", Category::kCookieId, "number of the browser (cookie _scid)"},
    {"req.t.u_c1", Category::kCookieId, "number of the browser (cookie _scid)"},
    {"u_c1", Category::kCookieId, "number of the browser (cookie _scid)"},
    {"req.t.u_scsid", Category::kCookieId, "number of the visit"},
    {"req.t.pid", Category::kOther, "number of the pixel"},
    {"pid", Category::kOther, "number of the pixel"},
    {"req.t.cdid", Category::kOther, "number of the event"},
    {"u_sccid", Category::kClickId, "number of the advertisement that was clicked"},
    {"req.t.u_sccid", Category::kClickId, "number of the advertisement that was clicked"},
});

// u_hem, u_hpn, …: hashes that the pixel makes; three letters in front of them say how.
constexpr std::array kPerson = std::to_array<Known>({
    {"u_hem", Category::kEmail, "e-mail address"},
    {"u_hpn", Category::kPhone, "telephone number"},
    {"u_em", Category::kEmail, "e-mail address"},
    {"u_pn", Category::kPhone, "telephone number"},
    {"u_hfn", Category::kName, "first name"},
    {"u_hln", Category::kName, "last name"},
});

bool takes(const Request& request) {
  return host_is(request.url.host, "snapchat.com") && request.url.host.starts_with("tr") &&
         (request.url.path == "/p" || request.url.path.starts_with("/cm/") || request.url.path.starts_with("/p?"));
}
bool takes_script(const Request& request) {
  return host_is(request.url.host, "sc-static.net") ||
         (host_is(request.url.host, "snapchat.com") && request.url.host.starts_with("tr"));
}

// Sites paste the pixel's sample code with '__INSERT_USER_EMAIL__' still in it; the pixel hashes that too, in lower
// case.
bool is_placeholder(std::string_view value) {
  static const std::string hashed = hex(crypto::sha256(as_bytes("__insert_user_email__")));
  return value == hashed || lower(value) == "__insert_user_email__";
}

void tell_person(std::string_view path, std::string_view value, Teller& teller) {
  const std::string_view last = path.substr(path.rfind('.') + 1);
  const auto known = std::ranges::find(kPerson, last, &Known::parameter);
  if (known == kPerson.end()) return;
  const bool marked = value.size() == 67 && looks_hashed(value.substr(3)) != Hashed::kNo;
  if (is_placeholder(marked ? value.substr(3) : value)) {
    teller.tell(Category::kOther, "a place left open in the sample code, of nobody", path, value);
    return;
  }
  teller.tell(known->category, known->name, path, marked ? value.substr(3) : value);
}

void read(const Request& request, const Page&, Teller& teller) {
  Pairs all = request.query;
  all.insert(all.end(), request.form.begin(), request.form.end());
  if (request.json) {
    const Pairs inner = leaves(*request.json);
    all.insert(all.end(), inner.begin(), inner.end());
  }
  tell_known(teller, all, kKnown);
  for (const auto& [path, value] : all) {
    tell_person(path, value, teller);
    if (path.starts_with("req.md.md.tagData.")) {
      const std::string_view tag = std::string_view(path).substr(18);
      const bool title = tag == "title" || tag == "og:title";
      teller.tell(title ? Category::kPageTitle : Category::kPageContent,
                  title ? "page title" : fmt::format("{} of the page", tag), path, value);
    }
  }
}

constexpr std::array kDecoders = std::to_array<Decoder>({
    {"Snap Pixel", "Snap", "advertising", takes, read},
    {"Snap Pixel's script", "Snap", "advertising", takes_script, nullptr},
});

}  // namespace

std::span<const Decoder> snap_decoders() { return kDecoders; }

}  // namespace tipstaff::site
