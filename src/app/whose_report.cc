#include "app/whose_report.h"

#include <fmt/format.h>

#include "disclosure/search.h"

namespace tipstaff::app {
namespace {

namespace json = boost::json;

std::string likelihood(double share) { return share >= 0.99 ? "sure" : share >= 0.8 ? "likely" : "possible"; }

}  // namespace

void print_whose(Context& context, const office::WhoseCopy& answer) {
  if (context.json) {
    json::array copies;
    for (const office::Resemblance& one : answer.copies)
      copies.push_back(json::object{{"holder", fmt::format("{}:{}", custody::holder_kind_name(one.kind), one.holder)},
                                    {"as_of", to_rfc3339(one.as_of)},
                                    {"shared", one.shared},
                                    {"held", one.held},
                                    {"lacking", one.lacking.names()},
                                    {"share", one.share}});
    return context.print_json(
        json::object{{"people", answer.people}, {"copies", std::move(copies)}, {"none", answer.none}});
  }
  constexpr std::size_t kShown = 8;
  context.print(fmt::format("{} people of the roll can be told apart in it.\n", disclosure::grouped(answer.people)));
  for (std::size_t i = 0; i < std::min(kShown, answer.copies.size()); ++i) {
    const office::Resemblance& one = answer.copies[i];
    context.print(fmt::format("{:<8} {:>5.1f}%  {}:{}, as of {}: it had {} of them by then, and {} people in all{}\n",
                              likelihood(one.share), 100 * one.share, custody::holder_kind_name(one.kind), one.holder,
                              to_rfc3339(one.as_of), disclosure::grouped(one.shared), disclosure::grouped(one.held),
                              one.lacking.empty() ? "" : fmt::format("; it never had their {}", one.lacking.names())));
  }
  context.print(
      fmt::format("{:<8} {:>5.1f}%  none of the copies on record\n", likelihood(answer.none), 100 * answer.none));
}

}  // namespace tipstaff::app
