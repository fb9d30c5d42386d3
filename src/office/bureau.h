// Bureaus as people handle them: registered by two security officers, given sub-batches by an issuer
// (formats/bureau.md).
#pragma once

#include "base/caller_files.h"
#include "base/progress.h"
#include "office/office.h"

namespace tipstaff::office {

// Role: security officer. `pem`: the bureau's Ed25519 public key. Returns its fingerprint, to be compared with what the
// bureau reads aloud. Errors: kInvalid (no such key), kRefused, kNotFound.
Result<std::string> add_bureau(Office& office, const access::Actor& actor, const std::string& supplier,
                               const std::string& name, std::string_view pem);
// Another security officer. Errors: kRefused (the same person, another fingerprint, wrong state).
Result<void> approve_bureau(Office& office, const access::Actor& actor, const std::string& name,
                            const std::string& fingerprint);

struct ExportPlan {
  JobId job;
  std::filesystem::path out;  // the caller's folder; made when new
  std::size_t size = 50;      // cards a sub-batch
};
struct ExportedBatch {
  ItemId id;
  std::size_t cards = 0;
  bool before = false;  // sealed by an earlier export: the same file again
};
// Role: issuer. Encrypts what of the job waits into sub-batches and writes each with its signature, and office.pem.
// Stopped half-way it is run again: what was sealed is written again as it was. Errors: kRefused, kStorage.
Result<std::vector<ExportedBatch>> export_job(Office& office, const access::Actor& actor, const ExportPlan& plan,
                                              CallerFiles& files, const Progress& progress);

// What opening one would give away, to be said before it is done. Needs no role. Errors: kNotFound.
struct BatchPreview {
  std::string bureau, supplier;
  std::size_t cards = 0;
  FieldSet fields;
  bool opened = false;
};
Result<BatchPreview> preview_batch(Office& office, std::string_view id);
// Role: issuer; nobody who approved one of its cards (law 8). Returns the identity as `age` reads it. Errors: as
// Bureau::open(); an overdue receipt or destruction halts the bureau.
Result<Plaintext> open_batch(Office& office, const access::Actor& actor, std::string_view id);

struct Settled {
  ItemId batch;
  std::string bureau;
  std::size_t printed = 0, spoiled = 0, destroyed = 0;
};
// Role: issuer. The bureau's file and its detached signature. Errors: kTampered, kInvalid, kRefused, kNotFound.
Result<Settled> take_bureau_receipt(Office& office, const access::Actor& actor, ByteView text, ByteView signature);

}  // namespace tipstaff::office
