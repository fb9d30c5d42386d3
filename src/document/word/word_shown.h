// Which headers, notes and lists of a document of WordprocessingML its pages show (ECMA-376 part 1 §17.10, §17.11).
#pragma once

#include <set>
#include <string>
#include <vector>

#include "document/xml.h"

namespace tipstaff::document {

// What the body says of its headers and notes: those that nothing refers to are shown on no page (§17.10, §17.11).
struct Shown {
  struct Header {
    std::string id, type;
  };
  std::vector<Header> headers;
  std::set<std::string> footnotes, endnotes;
  std::set<std::string> lists;  // that paragraphs are in, by number
  bool title_page = false, odd_and_even = false;

  void take(std::string_view name, const XmlAttributes& attributes) {
    if (name == "footnoteReference") footnotes.emplace(attributes.get("id"));
    if (name == "endnoteReference") endnotes.emplace(attributes.get("id"));
    if (name == "headerReference" || name == "footerReference")
      headers.push_back({std::string(attributes.get("id")), std::string(attributes.get("type"))});
    if (name == "numId") lists.emplace(attributes.get("val"));
    const auto on = [&] {
      return attributes.get("val") != "0" && attributes.get("val") != "false" && attributes.get("val") != "off";
    };
    if (name == "titlePg" && on()) title_page = true;
    if (name == "evenAndOddHeaders" && on()) odd_and_even = true;
  }
  bool shows(const Header& header) const {
    return header.type == "first" ? title_page : header.type == "even" ? odd_and_even : true;
  }
};

}  // namespace tipstaff::document
