using System.Collections.Immutable;

namespace Imaginator.Host.Web.Api.Messages.Access;

/// <summary>A page of the audit log, the newest entries first.</summary>
internal sealed record ApiAudit
{
    public required ImmutableArray<ApiAuditEntry> Entries { get; init; }

    /// <summary>The address of the next page; absent on the last page.</summary>
    public string? Next { get; init; }
}
