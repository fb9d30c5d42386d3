// The Meta Pixel (www.facebook.com/tr, /privacy_sandbox/…): parameters as fbevents.js sends them, in the address or a
// form's body.
#include <fmt/format.h>

#include <array>

#include "site/decoder.h"
#include "site/json.h"

namespace tipstaff::site {
namespace {

namespace json = boost::json;

constexpr std::array kKnown = std::to_array<Known>({
    {"ev", Category::kEvent, "event"},
    {"dl", Category::kPageAddress, "page address"},
    {"rl", Category::kReferrer, "address of the page before"},
    {"fbp", Category::kCookieId, "number of the browser (cookie _fbp)"},
    {"fbc", Category::kClickId, "number of the advertisement that was clicked (cookie _fbc)"},
    {"fbclid", Category::kClickId, "number of the advertisement that was clicked"},
    {"id", Category::kOther, "number of the pixel"},
});

// ud[…]: given by the site; udff[…]: taken from the fields of forms by the pixel itself (automatic advanced matching).
constexpr std::array kPerson = std::to_array<Known>({
    {"em", Category::kEmail, "e-mail address"},
    {"ph", Category::kPhone, "telephone number"},
    {"fn", Category::kName, "first name"},
    {"ln", Category::kName, "last name"},
    {"ge", Category::kPersonal, "sex"},
    {"db", Category::kPersonal, "date of birth"},
    {"ct", Category::kPersonal, "town"},
    {"st", Category::kPersonal, "county"},
    {"zp", Category::kPersonal, "postcode"},
    {"country", Category::kPersonal, "country"},
    {"external_id", Category::kUserId, "the site's number for the person"},
});

constexpr std::array kCustom = std::to_array<Known>({
    {"buttonText", Category::kButtonText, "button text"},
    {"buttonFeatures", Category::kButtonText, "the button and where it leads"},
    {"formFeatures", Category::kFormField, "fields of the form"},
    {"pageFeatures", Category::kPageTitle, "page title"},
    {"OpenGraph", Category::kPageContent, "OpenGraph data of the page"},
    {"JSON-LD", Category::kPageContent, "JSON-LD of the page"},
    {"Schema.org", Category::kPageContent, "microdata of the page"},
    {"Meta", Category::kPageContent, "title and description of the page"},
    {"DataLayer", Category::kPageContent, "data layer of the page"},
    {"parameters", Category::kOther, "parameters"},
    {"content_name", Category::kPageContent, "name of what is shown"},
    {"content_category", Category::kPageContent, "category of what is shown"},
    {"search_string", Category::kFormField, "what was searched for"},
});

bool is_meta_host(std::string_view host) { return host_is(host, "facebook.com") || host_is(host, "facebook.net"); }

bool takes(const Request& request) {
  if (!is_meta_host(request.url.host)) return false;
  const std::string_view path = request.url.path;
  return path == "/tr" || path == "/tr/" || path.starts_with("/tr/") ||
         path.find("privacy_sandbox") != std::string_view::npos;
}
bool takes_script(const Request& request) { return host_is(request.url.host, "facebook.net"); }
bool takes_other(const Request& request) { return is_meta_host(request.url.host); }

// name[inner] → inner; empty when it is not of that form.
std::string_view inside(std::string_view parameter, std::string_view name) {
  if (!parameter.starts_with(name) || parameter.size() < name.size() + 3 || parameter[name.size()] != '[' ||
      !parameter.ends_with(']'))
    return "";
  return parameter.substr(name.size() + 1, parameter.size() - name.size() - 2);
}

const Known* known_as(std::span<const Known> table, std::string_view name) {
  const auto found = std::ranges::find(table, name, &Known::parameter);
  return found == table.end() ? nullptr : &*found;
}

void tell_person(std::string_view parameter, std::string_view inner, std::string_view value, bool from_form,
                 Teller& teller) {
  const Known* known = known_as(kPerson, inner);
  const std::string name =
      fmt::format("{}{}", known != nullptr ? known->name : inner, from_form ? ", taken from a form's field" : "");
  teller.tell(known != nullptr ? known->category : Category::kPersonal, name, parameter, value);
}

// [{"name":…,"placeholder":…,"inputType":…}, …] → names of the fields, in words.
std::string field_names(const json::value& list) {
  std::string out;
  if (!list.is_array()) return out;
  for (const json::value& field : list.get_array()) {
    std::string_view name = text_in(&field, "name");
    if (name.empty()) name = text_in(&field, "placeholder");
    if (name.empty()) name = text_in(&field, "id");
    if (!name.empty() && out.size() < kLongestValue) out += fmt::format("{}{}", out.empty() ? "" : ", ", name);
  }
  return out;
}

void tell_custom(std::string_view parameter, std::string_view inner, std::string_view value, Teller& teller) {
  const Known* known = known_as(kCustom, inner);
  if (known == nullptr) {
    teller.tell(Category::kOther, fmt::format("the site's parameter {}", inner), parameter, value);
    return;
  }
  const auto parsed = parse_json(std::string(value));
  std::string plain;
  if (parsed && inner == "formFeatures") plain = field_names(*parsed);
  if (parsed && inner == "pageFeatures") plain = text_in(&*parsed, "title");
  if (parsed && inner == "buttonFeatures")
    plain = fmt::format("{}{}{}", text_in(&*parsed, "innerText"), text_in(&*parsed, "destination").empty() ? "" : " → ",
                        text_in(&*parsed, "destination"));
  teller.tell(known->category, known->name, parameter, plain.empty() ? value : plain);
}

void read(const Request& request, const Page&, Teller& teller) {
  for (const Pairs* pairs : {&request.query, &request.form}) {
    tell_known(teller, *pairs, kKnown);
    for (const auto& [parameter, value] : *pairs) {
      if (const auto inner = inside(parameter, "ud"); !inner.empty())
        tell_person(parameter, inner, value, false, teller);
      if (const auto inner = inside(parameter, "udff"); !inner.empty())
        tell_person(parameter, inner, value, true, teller);
      if (const auto inner = inside(parameter, "cd"); !inner.empty()) tell_custom(parameter, inner, value, teller);
    }
  }
}

constexpr std::array kDecoders = std::to_array<Decoder>({
    {"Meta Pixel", "Facebook (Meta)", "advertising", takes, read},
    {"Meta Pixel's script", "Facebook (Meta)", "advertising", takes_script, nullptr},
    {"Facebook", "Facebook (Meta)", "social", takes_other, nullptr},
});

}  // namespace

std::span<const Decoder> meta_decoders() { return kDecoders; }

}  // namespace tipstaff::site
