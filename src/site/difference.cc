#include "site/difference.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace tipstaff::site {
namespace {

// By whom; data and pages without repetition, in order.
class Rows {
 public:
  void add(const Contact& contact, const std::set<std::string>& data, const Recording& recording) {
    auto& [row, names, pages] = rows_[contact.whom];
    if (row.whom.empty()) row = {contact.whom, contact.host, contact.kind, {}, {}, contact.exchange};
    names.insert(data.begin(), data.end());
    for (const std::uint32_t page : contact.pages) pages.insert(page_label(recording.pages.at(page)));
  }
  std::vector<ToldByChoice> all() {
    std::vector<ToldByChoice> out;
    for (auto& [whom, each] : rows_) {
      auto& [row, names, pages] = each;
      row.data.assign(names.begin(), names.end());
      row.pages.assign(pages.begin(), pages.end());
      out.push_back(std::move(row));
    }
    return out;
  }

 private:
  std::map<std::string, std::tuple<ToldByChoice, std::set<std::string>, std::set<std::string>>> rows_;
};

std::string rows_in_words(std::string_view head, const std::vector<ToldByChoice>& rows, std::string_view nobody) {
  std::string out = fmt::format("  {}:{}\n", head, rows.empty() ? fmt::format(" {}", nobody) : "");
  for (const ToldByChoice& each : rows)
    out += fmt::format("    {}{}{}\n", each.whom, each.kind.empty() ? "" : fmt::format(" ({})", each.kind),
                       each.data.empty() ? "" : fmt::format(": {}", fmt::join(each.data, ", ")));
  return out;
}

}  // namespace

Difference difference(const Recording& recording, const Judgement& judgement) {
  Difference out;
  std::set<std::string> askers;
  for (const Page& page : recording.pages) {
    out.looked |= page.choice == Choice::kReject || page.choice == Choice::kAccept;
    out.refused |= page.answered && page.choice == Choice::kReject;
    out.accepted |= page.answered && page.choice == Choice::kAccept;
    if (!page.banner.empty()) askers.insert(page.banner);
  }
  out.asked_by = fmt::format("{}", fmt::join(askers, ", "));
  Rows before, despite, after;
  std::map<std::string, std::set<std::string>> otherwise;  // who is told what without acceptance
  for (const Contact& each : judgement.contacts) {
    if (each.chosen != Choice::kAccept) otherwise[each.whom].insert(each.data.begin(), each.data.end());
    if (!each.follows) continue;
    if (each.chosen == Choice::kNone && each.asked) before.add(each, each.data, recording);
    if (each.chosen == Choice::kReject) despite.add(each, each.data, recording);
  }
  const bool compared = std::any_of(recording.pages.begin(), recording.pages.end(), [](const Page& page) {
    return page.choice == Choice::kNone || page.choice == Choice::kReject;
  });
  for (const Contact& each : judgement.contacts) {
    if (each.chosen != Choice::kAccept || !compared) continue;
    const auto known = otherwise.find(each.whom);
    std::set<std::string> more;
    for (const std::string& name : each.data)
      if (known == otherwise.end() || !known->second.contains(name)) more.insert(name);
    if (known == otherwise.end() || !more.empty()) after.add(each, more, recording);
  }
  out.before = before.all();
  out.despite = despite.all();
  out.only_after_accepting = after.all();
  return out;
}

std::string difference_in_words(const Difference& difference) {
  if (!difference.looked && difference.asked_by.empty()) return "";
  if (difference.asked_by.empty())
    return "Choice about cookies: no question was found. Nothing here says that a refusal is honoured.\n";
  std::string out = fmt::format("Choice about cookies, asked by {}:\n", difference.asked_by);
  out += rows_in_words("told before any choice", difference.before, "nobody who follows people");
  out += difference.refused
             ? rows_in_words("told although cookies were refused", difference.despite, "nobody who follows people")
             : "  refusing was not tried: nothing here says that a refusal is honoured\n";
  out += difference.accepted
             ? rows_in_words("told only after cookies were accepted", difference.only_after_accepting, "nobody")
             : "  accepting was not tried\n";
  return out;
}

}  // namespace tipstaff::site
