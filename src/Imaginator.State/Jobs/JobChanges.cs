using System.Collections.Immutable;

namespace Imaginator.State.Jobs;

/// <summary>The jobs that have changed since a cursor, and the cursor for the next call. Immutable.</summary>
public sealed record JobChanges(string Cursor, ImmutableArray<JobRow> Jobs);
