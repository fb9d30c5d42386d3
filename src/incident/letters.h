// Letters home: what a breach means for one person, as a PDF letter and as a mail (RFC 5322, MIME). They say what UK
// GDPR article 34(2) asks for (DPA 2018 section 68 for law enforcement data): what happened, the data protection
// officer, what could follow, what was done; and the addressee's own list, certain and possible apart. Of a person's
// values only name and rank appear, in the address. Pure: no roll, no store.
#pragma once

#include <memory>

#include "base/clock.h"
#include "base/field.h"
#include "base/result.h"
#include "base/secret.h"

namespace tipstaff::incident {

// The same in every letter of an incident. Sentences, written by the force.
struct LetterFacts {
  std::string force, incident;  // "INC-1"
  Instant written;
  std::string what_happened;
  std::string when;       // "It lasted from … until …."
  std::string measures;   // what the force has done
  std::string advice;     // of the force's own, beside ours; may be empty
  std::string contact;    // the data protection officer: name, telephone, mail
  std::string from_mail;  // sender's address of the mails; may be empty
};

struct Addressee {
  Plaintext name;  // "Aoife Byrne"
  Plaintext rank;
  Plaintext mail;              // may be empty
  FieldSet certain, possible;  // what this letter tells of; not both empty
  bool supplement = false;     // an earlier letter told of more
};

// The letter's text from after the salutation, without any value of the addressee's: paragraphs set apart by empty
// lines,
// "# " before a heading, "- " before each point of a list.
std::string letter_body(const LetterFacts& facts, FieldSet certain, FieldSet possible, bool supplement);

// What data of these kinds lets somebody do, a sentence each.
std::vector<std::string> consequences(FieldSet fields);

// A dot-atom at a host name (RFC 5322 §3.4.1), which is all that a work address needs.
bool is_mail_address(std::string_view text);

// For one thread. Remembers the texts and the shaped boilerplate from one letter to the next, but nothing of an
// addressee.
class LetterWriter {
 public:
  explicit LetterWriter(LetterFacts facts);
  ~LetterWriter();

  // A4. Errors: kInvalid.
  Result<Plaintext> pdf(const Addressee& to);
  // A complete message, UTF-8 in quoted-printable, lines ended by CR LF. `message_id`: unique, letters and digits.
  // An address that is none is left out: the header then says undisclosed recipients.
  Result<Plaintext> mail(const Addressee& to, std::string_view message_id);

 private:
  struct Desk;
  std::unique_ptr<Desk> desk_;
};

}  // namespace tipstaff::incident
