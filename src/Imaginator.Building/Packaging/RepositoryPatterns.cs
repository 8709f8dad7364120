using System.Collections.Immutable;
using System.IO.Enumeration;
using Imaginator.Packagers;

namespace Imaginator.Building.Packaging;

/// <summary>
/// The names of repository files that packager types declare, in addition to those that the package cache knows. A pattern is a file
/// name in which <c>*</c> stands for any characters and <c>?</c> for one. Immutable.
/// </summary>
/// <param name="Indexes">See <see cref="PackagerType.RepositoryIndexes"/>.</param>
/// <param name="Files">See <see cref="PackagerType.RepositoryFiles"/>.</param>
public sealed record RepositoryPatterns(ImmutableArray<string> Indexes, ImmutableArray<string> Files)
{
    private const int MaximumLength = 100;

    /// <summary>No patterns.</summary>
    public static RepositoryPatterns None { get; } = new([], []);

    /// <summary>
    /// The patterns of all packager types, without faulty ones of plugins: a build does not know which of the types its image has.
    /// </summary>
    public static RepositoryPatterns Of(IEnumerable<PackagerType> types)
    {
        ArgumentNullException.ThrowIfNull(types);
        var indexes = ImmutableArray.CreateBuilder<string>();
        var files = ImmutableArray.CreateBuilder<string>();
        foreach (var type in types)
        {
            AddValid(indexes, type.RepositoryIndexes);
            AddValid(files, type.RepositoryFiles);
        }

        return indexes.Count + files.Count == 0 ? None : new RepositoryPatterns(indexes.DrainToImmutable(), files.DrainToImmutable());
    }

    /// <summary>Finds the fault of a pattern. One without letters and digits would make the cache keep everything.</summary>
    /// <returns>The fault, as a clause after the pattern; null if there is none.</returns>
    public static string? FaultOf(string pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        return !pattern.Any(char.IsAsciiLetterOrDigit) ? "has no letters or digits; write a file name such as \"*.db\""
            : pattern.Contains('/', StringComparison.Ordinal) ? "contains a slash; write a file name without its directory"
            : pattern.Length > MaximumLength ? $"is longer than {MaximumLength} characters"
            : null;
    }

    /// <summary>Whether a file name is that of an index.</summary>
    public bool IsIndex(ReadOnlySpan<char> name) => Matches(Indexes, name);

    /// <summary>Whether a file name is that of a list or package.</summary>
    public bool IsFile(ReadOnlySpan<char> name) => Matches(Files, name);

    private static void AddValid(ImmutableArray<string>.Builder target, ImmutableArray<string> patterns)
    {
        foreach (var pattern in patterns.AsSpan())
        {
            if (FaultOf(pattern) is null)
            {
                target.Add(pattern);
            }
        }
    }

    private static bool Matches(ImmutableArray<string> patterns, ReadOnlySpan<char> name)
    {
        foreach (var pattern in patterns)
        {
            if (FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false))
            {
                return true;
            }
        }

        return false;
    }
}
