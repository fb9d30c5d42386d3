// For tests: an index of a few people, and whom a scanner finds in a text by it.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "match/index_file.h"
#include "match/scan.h"

namespace tipstaff::match {

inline Plaintext key() { return Plaintext::copy_of("0123456789abcdef0123456789abcdef"); }

struct Known {
  std::string surname, forenames, warrant{}, pay{}, mail{}, rank{}, unit{}, location{};
};
inline Index index_of(const std::vector<Known>& people, Use use = Use::kMemory) {
  Builder builder(key(), use);
  for (const Known& p : people)
    builder.add({p.surname, p.forenames, p.rank, p.unit, p.location, p.warrant, p.pay, p.mail});
  return std::move(builder).finish();
}

inline std::vector<Event> scanned(const Index& index, const std::string& text, Way way = best_way()) {
  const std::string padded = text + std::string(kPadding, 'x');
  std::vector<Event> out;
  Scanner(index, way).scan(std::string_view(padded).substr(0, text.size()), out);
  return out;
}
// The numbers of those who were found.
inline std::set<std::uint32_t> found(const Index& index, const std::string& text) {
  std::set<std::uint32_t> out;
  for (const Event& event : scanned(index, text))
    if (event.entry != nullptr)
      for (const std::uint32_t person : index.holders(*event.entry)) out.insert(person);
  return out;
}

inline const std::vector<Known> kHard = {
    {"O’Sullivan", "Siobhán"},
    {"Smith-Barrington", "Alice Mary"},
    {"D'Arcy", "James"},
    {"McKenzie", "Hamish"},
    {"MacLeod", "Fiona Jane"},
    {"van der Berg", "Pieter"},
    {"Müller", "Jürgen"},
    {"Łukasiewicz", "Michał"},
    {"Ó Súilleabháin", "Pádraig"},
    {"Featherstonehaugh", "Zoë"},
    {"Venkatasubramanian", "Rajesh"},
    {"St Hilaire", "Winston"},
    {"Sørensen", "Søren"},
    {"Nguyễn", "Thị Hương"},
    {"Okafor", "Adaeze Grace"},
};

}  // namespace tipstaff::match
