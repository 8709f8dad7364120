using System.Collections.Immutable;

namespace Imaginator.Host.Queue.Requests;

/// <summary>A request was refused. The message is for the requestor.</summary>
internal sealed class BuildRefusedException(BuildRefusal reason, string message) : ImaginatorException(message)
{
    public BuildRefusal Reason { get; } = reason;

    /// <summary>The variables whose values a retry requires again; empty for other refusals.</summary>
    public ImmutableArray<string> MissingVariables { get; init; } = [];
}
