#include "site/pins.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "crypto/hash.h"
#include "site/json.h"
#include "site/url.h"

namespace tipstaff::site {
namespace {

namespace json = boost::json;

std::string label(const std::string& url) {
  Page page;
  page.url = url;
  return page_label(page);
}

std::string page_name(std::string_view url) { return std::string(url.substr(0, url.find_first_of("?#"))); }

std::string script_name(std::string_view url) {
  std::string out = page_name(url);
  const auto parsed = parse_url(url);
  if (!parsed) return out;
  for (std::string_view rest = parsed->query; !rest.empty();) {
    const std::string_view part = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(part.size() + 1, rest.size()));
    if (part.starts_with("id=") || part.starts_with("sdkid="))
      out += fmt::format("{}{}", out.find('?') == std::string::npos ? '?' : '&', part);
  }
  return out;
}

bool is_tag_manager(const Recipient& recipient, const Examined& examined) {
  return recipient.kind == "tag manager" || examined.decoded.kind == "tag manager";
}

std::string whom(const Recipient& recipient, const Examined& examined) {
  return !examined.decoded.service.empty() ? examined.decoded.service
         : !recipient.company.empty()      ? recipient.company
                                           : recipient.domain;
}

// One script as one load of its page was served it.
Result<void> add(Pin& pin, const Exchange& exchange, SafeReader& reader, std::set<Hash>& of_this_load) {
  if (exchange.answer.state != BodyState::kWhole || exchange.answer.bytes.empty()) return {};
  of_this_load.insert(crypto::sha256(as_bytes(exchange.answer.bytes)));
  TRY_ASSIGN(auto container, reader.container(exchange.answer.bytes));
  if (container) pin.container = std::move(container);
  return {};
}

json::object as_json(const Pin& pin) {
  json::array hashes;
  for (const Hash& each : pin.hashes) hashes.emplace_back(hex(each));
  json::object out{{"page", pin.page},
                   {"script", pin.script},
                   {"whom", pin.whom},
                   {"domain", pin.domain},
                   {"sha256", std::move(hashes)}};
  if (pin.varies) out["varies"] = true;
  if (pin.container)
    out["container"] = {{"sha256", hex(pin.container->data)},
                        {"version", pin.container->version},
                        {"tags", json::array(pin.container->tags.begin(), pin.container->tags.end())}};
  return out;
}

std::optional<Hash> hash_in(std::string_view text) {
  const auto bytes = from_hex(text);
  Hash out{};
  if (!bytes || bytes->size() != out.size()) return std::nullopt;
  std::ranges::copy(*bytes, out.begin());
  return out;
}

std::optional<std::vector<std::string>> texts_in(const json::value* value, std::string_view name) {
  std::vector<std::string> out;
  for (const json::value& each : array_in(value, name)) {
    if (!each.is_string()) return std::nullopt;
    out.emplace_back(each.get_string());
  }
  return out;
}

std::optional<Pin> pin_from(const json::value& value) {
  Pin out;
  out.page = text_in(&value, "page");
  out.script = text_in(&value, "script");
  out.whom = text_in(&value, "whom");
  out.domain = text_in(&value, "domain");
  const auto hashes = texts_in(&value, "sha256");
  if (out.page.empty() || out.script.empty() || !hashes) return std::nullopt;
  for (const std::string& each : *hashes) {
    const auto hash = hash_in(each);
    if (!hash) return std::nullopt;
    out.hashes.insert(*hash);
  }
  const json::value* varies = member(value, "varies");
  out.varies = varies != nullptr && varies->is_bool() && varies->get_bool();
  if (const json::value* container = member(value, "container")) {
    const auto data = hash_in(text_in(container, "sha256"));
    const auto tags = texts_in(container, "tags");
    if (!data || !tags) return std::nullopt;
    out.container = Container{*data, std::string(text_in(container, "version")), *tags};
  }
  return out;
}

using Place = std::pair<std::string_view, std::string_view>;
Place place_of(const Pin& pin) { return {pin.page, pin.script}; }

const Pin* find(const Pins& pins, const Pin& like) {
  const auto found = std::ranges::lower_bound(pins.pins, place_of(like), {}, place_of);
  return found != pins.pins.end() && place_of(*found) == place_of(like) ? &*found : nullptr;
}

std::string difference(const std::vector<std::string>& from, const std::vector<std::string>& to) {
  std::vector<std::string> out;
  std::ranges::set_difference(to, from, std::back_inserter(out));
  return fmt::format("{}", fmt::join(out, ", "));
}

std::string container_sentence(const Pin& old, const Pin& now) {
  std::string out = fmt::format("on {} what {} was told to load has changed", label(now.page), now.whom);
  if (old.container->version != now.container->version)
    out += fmt::format(": version {} → {}", old.container->version, now.container->version);
  if (const std::string came = difference(old.container->tags, now.container->tags); !came.empty())
    out += fmt::format("; new in it: {}", came);
  if (const std::string went = difference(now.container->tags, old.container->tags); !went.empty())
    out += fmt::format("; gone from it: {}", went);
  return out;
}

// Nothing when it stands as it did.
std::optional<Drift> compare(const Pin& old, const Pin& now) {
  const std::string page = label(now.page);
  const auto told = [&](Weight weight, std::string sentence) {
    return Drift{weight, now.page, now.script, now.whom, std::move(sentence)};
  };
  if (old.container && now.container && old.container->data != now.container->data)
    return told(Weight::kHold, container_sentence(old, now));
  if (old.container.has_value() != now.container.has_value() && !now.hashes.empty() && !old.hashes.empty())
    return told(Weight::kHold, fmt::format("on {} the script of {} {}", page, now.whom,
                                           now.container ? "holds a container of a tag manager now"
                                                         : "holds no container that is understood any more"));
  if (now.hashes.empty() || old.hashes.empty())
    return told(Weight::kUnknown, fmt::format("on {} the bytes of a script of {} were not recorded{}", page, now.whom,
                                              now.hashes.empty() ? "" : " when it was pinned"));
  if (std::ranges::includes(old.hashes, now.hashes)) return std::nullopt;
  if (old.container)
    return told(Weight::kNote, fmt::format("on {} the program of {} has changed around the same container, version {}",
                                           page, now.whom, now.container->version));
  if (old.varies)
    return told(Weight::kNote,
                fmt::format("on {} a script of {} differs, as it did when it was pinned", page, now.whom));
  return told(Weight::kHold, fmt::format("on {} a script of {} has changed", page, now.whom));
}

}  // namespace

Result<Pins> pins_of(const Recording& recording, std::span<const Examined> examined, const FindRecipient& recipient,
                     SafeReader& reader, Instant now) {
  Pins out{now, {}, {}, recording.unread};
  std::map<std::pair<std::string, std::string>, std::pair<Pin, std::map<std::uint32_t, std::set<Hash>>>>
      all;  // by page and script; hashes by load
  for (const Page& page : recording.pages)
    if (std::ranges::find(out.pages, page.url) == out.pages.end()) out.pages.push_back(page.url);
  for (std::size_t i = 0; i < recording.exchanges.size(); ++i) {
    const Exchange& exchange = recording.exchanges[i];
    if (exchange.asked != Asked::kScript) continue;
    const Page& page = recording.pages.at(exchange.page);
    const Recipient to = recipient(exchange.url, exchange.asked, page.url, exchange.document);
    Pin pin{page_name(page.url), script_name(exchange.url), whom(to, examined[i]), to.domain, {}, false, {}};
    std::set<Hash> hashes;
    TRY(add(pin, exchange, reader, hashes));
    if (to.first_party && !is_tag_manager(to, examined[i]) && !pin.container) continue;
    if (pin.container && to.first_party) pin.whom = "a tag manager under the site’s own name";
    auto& [known, loads] =
        all.try_emplace({pin.page, pin.script}, pin, std::map<std::uint32_t, std::set<Hash>>{}).first->second;
    if (pin.container) known.container = std::move(pin.container);
    loads[exchange.page].merge(hashes);
    if (all.size() > kMostPins)
      return fail(Code::kInvalid,
                  fmt::format("there are more than {} scripts to pin; pin a part of the pages", kMostPins));
  }
  for (auto& [place, each] : all) {
    auto& [pin, loads] = each;
    for (const auto& [load, hashes] : loads) {  // a load whose bytes were not recorded says nothing
      pin.varies = pin.varies || (!hashes.empty() && !pin.hashes.empty() && hashes != pin.hashes);
      pin.hashes.insert(hashes.begin(), hashes.end());
    }
    out.pins.push_back(std::move(pin));
  }
  return out;
}

std::string pins_as_text(const Pins& pins) {
  std::string out =
      fmt::format("{{\"tipstaff site pins\":1,\"made\":\"{}\",\"pages\":{},\"scripts\":[", to_rfc3339(pins.made),
                  json::serialize(json::array(pins.pages.begin(), pins.pages.end())));
  for (std::size_t i = 0; i < pins.pins.size(); ++i)
    out += fmt::format("{}\n{}", i == 0 ? "" : ",", json::serialize(as_json(pins.pins[i])));
  return out + "\n]}\n";
}

Result<Pins> parse_pins(std::string_view text) {
  const auto wrong = [](std::string_view why) {
    return fail(Code::kInvalid, fmt::format("these are no pins of the site check: {}", why));
  };
  const auto all = parse_json(std::string(text));
  if (!all) return wrong("the file is no JSON");
  if (number_in(&*all, "tipstaff site pins", 0) != 1) return wrong("‘tipstaff site pins’ is not 1");
  Pins out;
  const auto made = parse_instant(text_in(&*all, "made"));
  const auto pages = texts_in(&*all, "pages");
  if (!made || !pages || pages->empty()) return wrong("‘made’ or ‘pages’ is missing");
  out.made = *made;
  out.pages = *pages;
  const json::array& scripts = array_in(&*all, "scripts");
  if (scripts.size() > kMostPins) return wrong("there are too many scripts");
  for (std::size_t i = 0; i < scripts.size(); ++i) {
    auto pin = pin_from(scripts[i]);
    if (!pin) return wrong(fmt::format("script {} is not as the format says", i + 1));
    out.pins.push_back(std::move(*pin));
  }
  std::ranges::sort(out.pins, {}, place_of);
  return out;
}

std::vector<Drift> drift(const Pins& before, const Pins& now) {
  std::vector<Drift> out;
  for (const std::string& each : now.unread) out.push_back({Weight::kUnknown, "", "", "", each});
  std::set<std::string> looked_at;
  for (const std::string& page : now.pages) looked_at.insert(page_name(page));
  std::set<std::string> missed;
  for (const std::string& page : before.pages)
    if (!looked_at.contains(page_name(page)) && missed.insert(page_name(page)).second)
      out.push_back(
          {Weight::kUnknown, page, "", "", fmt::format("{} was pinned and not looked at", label(page_name(page)))});
  std::set<std::pair<std::string_view, std::string_view>> served;  // page, domain
  for (const Pin& pin : before.pins) served.emplace(pin.page, pin.domain);
  for (const Pin& pin : now.pins) {
    const Pin* old = find(before, pin);
    if (old != nullptr) {
      if (auto found = compare(*old, pin)) out.push_back(std::move(*found));
    } else {
      const bool known = served.contains({pin.page, pin.domain});
      out.push_back({Weight::kHold, pin.page, pin.script, pin.whom,
                     fmt::format("on {} {} serves {} script{}", label(pin.page), pin.whom, known ? "another" : "a",
                                 known ? "" : ", and served none before")});
    }
  }
  for (const Pin& pin : before.pins)
    if (find(now, pin) == nullptr && looked_at.contains(pin.page))
      out.push_back({Weight::kNote, pin.page, pin.script, pin.whom,
                     fmt::format("on {} a script of {} is gone", label(pin.page), pin.whom)});
  std::ranges::stable_sort(out, {}, [](const Drift& each) {
    return each.weight == Weight::kHold ? 0 : each.weight == Weight::kUnknown ? 1 : 2;
  });
  return out;
}

Verdict verdict_of(std::span<const Drift> drifts) {
  const auto any = [&](Weight weight) { return std::ranges::find(drifts, weight, &Drift::weight) != drifts.end(); };
  return any(Weight::kHold) ? Verdict::kHold : any(Weight::kUnknown) ? Verdict::kUnknown : Verdict::kPass;
}

std::string drift_as_text(const Pins& before, const Pins& now, std::span<const Drift> drifts) {
  const Verdict verdict = verdict_of(drifts);
  std::string out = verdict == Verdict::kPass
                        ? fmt::format("PASS: what others serve into the pages is as it was on {}.\n",
                                      to_rfc3339(before.made).substr(0, 10))
                    : verdict == Verdict::kUnknown ? fmt::format("UNKNOWN: {}.\n", drifts.front().sentence)
                                                   : fmt::format("HOLD: {}.\n", drifts.front().sentence);
  out += fmt::format("\nScripts of others and containers: {} on {} pages; when they were pinned: {}.\n",
                     now.pins.size(), now.pages.size(), before.pins.size());
  for (const Drift& each : drifts) {
    out += fmt::format("\n  {:<8} {}\n", weight_name(each.weight), each.sentence);
    if (!each.script.empty()) out += fmt::format("           {}\n", each.script);
  }
  return out;
}

json::object drift_as_json(const Pins& now, std::span<const Drift> drifts) {
  json::array all;
  for (const Drift& each : drifts)
    all.push_back({{"weight", weight_name(each.weight)},
                   {"page", each.page},
                   {"script", each.script},
                   {"whom", each.whom},
                   {"sentence", each.sentence}});
  return {{"verdict", verdict_name(verdict_of(drifts))}, {"drift", std::move(all)}, {"scripts", now.pins.size()}};
}

}  // namespace tipstaff::site
