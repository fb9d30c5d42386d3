// The visitor's hand: finds elements of a page, in frames of any site and in shadow trees, and touches them by real
// events of mouse and keys. What the page's own scripts made of the language does not bear on the search: it runs in a
// world of its own. Part of browser.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "site/session.h"

namespace tipstaff::site {

struct Box {
  double left = 0, top = 0, width = 0, height = 0;  // CSS pixels of the page's viewport
};

struct Element {
  std::string object, session;  // the browser's name for it, and who answers for it
  std::vector<std::pair<std::string, std::string>>
      around;        // frames of other processes that it lies in, outermost first: object, session
  std::string kind;  // "text", "select-one", "checkbox", "file" …; of others the tag: "a", "form"
  bool shown = false, disabled = false;
};

inline constexpr int kMostScrolls = 30;  // of 700 CSS pixels

class Hand {
 public:
  explicit Hand(Session& session) : session_(session) {}

  // The first that is shown, else the first. An Element without `object`: there is none, or what leads there is not
  // there (yet); `why` says it. Errors of all: kUnavailable when Chromium has ended.
  Result<Element> find(std::string_view selector, std::string& why);
  // In a frame's own document, by a function that gives an element or null.
  Result<Element> find_in(const std::string& frame, const std::string& session, std::string_view function);
  // Every frame of the page that can be looked into: frame and session.
  Result<std::vector<std::pair<std::string, std::string>>> frames();

  // Where it is shown, after it was scrolled to. No width: nowhere.
  Result<Box> place(const Element& element);
  // Each of these gives why it could not be done, as half a sentence; empty: it is done.
  Result<std::string> click(const Element& element);
  // By a key for each character; `took` is what the field holds then. Where keys make no text (dates, colours) it is
  // set and told of.
  Result<std::string> type(const Element& element, std::string_view text, std::string& took);
  Result<std::string> choose(const Element& element, std::string_view option);
  Result<std::string> upload(const Element& element, const std::filesystem::path& file);
  Result<std::string> submit(const Element& element);
  Result<void> leave(const Element& element);  // the focus
  // The mouse goes over the page, and the page is scrolled to its end (kMostScrolls at most) and back.
  Result<void> wander();

  // What `function` gives for it, called with `argument`.
  Result<boost::json::value> ask(const Element& element, std::string_view function, std::string_view argument = "");
  // What a visitor could touch on the page, at most eight things: “button#send ‘Send’”.
  Result<std::string> what_is_there();
  // What is shown. Empty: it cannot be drawn, or is too large.
  Result<std::string> picture();

 private:
  Result<std::string> root_of(const std::string& frame, const std::string& session);
  Result<boost::json::value> on(const std::string& object, const std::string& session, std::string_view function,
                                std::string_view argument, bool by_value);
  Result<Element> known(std::string object, std::string session);
  Result<bool> enter(Element& at, std::string& root, std::string& why);
  Result<void> key(std::string_view character);
  Session& session_;
};

}  // namespace tipstaff::site
