using System.Collections.Immutable;

namespace Imaginator.Scanning.Filtering;

/// <summary>Lines of a filter are not regular expressions in Go's syntax. The message lists all of them.</summary>
internal sealed class FilterSyntaxException : ImaginatorException
{
    internal FilterSyntaxException(ImmutableArray<FilterFault> faults)
        : base(string.Join('\n', faults)) => Faults = faults;

    /// <summary>All faults, in the order of the lines.</summary>
    public ImmutableArray<FilterFault> Faults { get; }
}
