using System.Collections.Immutable;
using Imaginator.Host.Auditing;
using Imaginator.Host.Web.Addresses;
using Imaginator.Host.Web.Console.Parts;

namespace Imaginator.Host.Web.Console.Operations;

/// <summary>A page of the audit log.</summary>
internal sealed record AuditModel(AuditPageQuery Query, ImmutableArray<AuditEntry> Entries, Pager Pager);
