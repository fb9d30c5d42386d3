#include "app/meanings.h"

#include <map>
#include <string_view>

namespace tipstaff::app {
namespace {

const std::map<std::string_view, std::string_view> kUsual = {
    {"--at-once", "files under check at once (default: as many as processors)"},
    {"--class", "identity, photo, pay, vetting, contact"},
    {"--consent", "which answers to the question about cookies are given, each in a run of its own"},
    {"--day", "people in a day"},
    {"--follow-up", "the report adds to an earlier one"},
    {"--format", "of the report"},
    {"--hour", "people in an hour"},
    {"--key", "its verifier key, as ‘witness’ says it"},
    {"--kind", "of card"},
    {"--listen", "address and port"},
    {"--open", "people at once"},
    {"--outside", "what goes to others: nothing, what pages are made of, everything"},
    {"--pages", "how many"},
    {"--people", "how many are invented"},
    {"--person", "the number on the roll"},
    {"--pin", "of its certificate authority, as ‘witness’ says it"},
    {"--port", "0: any that is free"},
    {"--purpose", "what for; it goes on record"},
    {"--reason", "why; it goes on record"},
    {"--refuse", "say no"},
    {"--rest", "milliseconds without a request until a page has come to rest"},
    {"--seed", "the same one invents the same people"},
    {"--smtp-password-file", "holds the password, and nobody else may read it"},
    {"--supplier", "the supplier's name"},
    {"--until", "for how long, as 30d, or until when"},
    {"--verdict", "what the check said"},
    {"--year", "people in a year"},
    {"CODE", "the one-time code"},
    {"COPY", "numbers, as ‘person copies’ shows them"},
    {"CSV", "the HR export"},
    {"DAYS", "how many"},
    {"ENTRY", "its number in the ledger, from 0"},
    {"FILE", "the file"},
    {"FOUND", "how many are there"},
    {"ID", "its number, as ‘disclosure list’ shows it"},
    {"INCIDENT", "its name, as INC-1"},
    {"JOB", "its number, as ‘job make’ says it"},
    {"NAME", "its name"},
    {"NUMBER", "the number"},
    {"OUT", "a new folder"},
    {"PATH", "the file"},
    {"PERSON", "the number on the roll"},
    {"PINS", "the file that ‘site pin’ wrote"},
    {"PLACE", "where, as ‘stock show’ names it"},
    {"PRESS", "the press's name"},
    {"PRINCIPAL", "his name"},
    {"PROPOSAL", "its number, as ‘propose’ says it"},
    {"RECORD", "the file that ‘site check --record’ wrote"},
    {"SUPPLIER", "the supplier's name"},
    {"URI", "the address at which the list is published"},
};

}  // namespace

void explain_the_usual(CLI::App& app) {
  for (CLI::Option* option : app.get_options()) {
    if (!option->get_description().empty()) continue;
    if (const auto words = kUsual.find(option->get_name()); words != kUsual.end())
      option->description(std::string(words->second));
  }
  for (CLI::App* sub : app.get_subcommands([](CLI::App*) { return true; })) explain_the_usual(*sub);
}

}  // namespace tipstaff::app
