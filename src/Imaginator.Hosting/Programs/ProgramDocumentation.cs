using System.Collections.Immutable;

namespace Imaginator.Hosting.Programs;

/// <summary>The texts of a program's help and manual page that its flags and commands do not contain.</summary>
public sealed record ProgramDocumentation
{
    /// <summary>The section of the manual: 1 for user commands, 8 for system administration.</summary>
    public required int ManualSection { get; init; }

    /// <summary>Paragraphs.</summary>
    public ImmutableArray<string> Description { get; init; } = [];

    /// <summary>Files besides the flag files.</summary>
    public ImmutableArray<DescribedTerm> Files { get; init; } = [];

    /// <summary>Environment variables besides those of all programs.</summary>
    public ImmutableArray<DescribedTerm> EnvironmentVariables { get; init; } = [];

    public ImmutableArray<DescribedTerm> Signals { get; init; } = [];

    public ImmutableArray<CommandExample> Examples { get; init; } = [];

    /// <summary>Manual pages, files and URLs.</summary>
    public ImmutableArray<string> SeeAlso { get; init; } = [];
}
