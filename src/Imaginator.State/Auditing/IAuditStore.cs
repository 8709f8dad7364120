using System.Collections.Immutable;

namespace Imaginator.State.Auditing;

/// <summary>The audit log. Thread-safe. Members throw <see cref="StateException"/>.</summary>
public interface IAuditStore
{
    /// <summary>Adds entries; those that it has already, by their ids, are left out.</summary>
    /// <param name="daemon">The name of the daemon that made the entries.</param>
    /// <param name="entries">The entries.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask AddAsync(string daemon, IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken);

    /// <summary>Reads a page of entries, the newest first.</summary>
    ValueTask<ImmutableArray<AuditEntry>> ReadAsync(AuditQuery query, CancellationToken cancellationToken);

    /// <summary>Deletes the entries before a time. Returns their number.</summary>
    ValueTask<int> TrimAsync(DateTimeOffset oldest, CancellationToken cancellationToken);
}
