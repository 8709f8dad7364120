using System.Collections.Immutable;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;

namespace Imaginator.Hosting.Completion;

/// <summary>The words of an incomplete command line, without the name of the program.</summary>
internal sealed record TypedWords
{
    /// <summary>The word to complete, which can be empty.</summary>
    public required string Word { get; init; }

    /// <summary>The words before it that form complete flags, commands and operands.</summary>
    public required ImmutableArray<string> Before { get; init; }

    /// <summary>The command and its operands before the word.</summary>
    public required ImmutableArray<string> Arguments { get; init; }

    /// <summary>The flag whose value the word is; null for none.</summary>
    public Flag? OpenFlag { get; init; }

    /// <summary>Whether the word can be a flag.</summary>
    public bool AllowsFlags { get; init; } = true;

    public static TypedWords Parse(ProgramDescription program, ImmutableArray<string> words)
    {
        var flags = program.AllFlags.ToDictionary(flag => flag.Name, StringComparer.Ordinal);
        ImmutableArray<string> before = words.IsEmpty ? [] : words[..^1];
        var arguments = ImmutableArray.CreateBuilder<string>();
        Flag? open = null;
        for (var i = 0; i < before.Length; i++)
        {
            var word = before[i];
            if (word == "--")
            {
                arguments.AddRange(before[(i + 1)..]);
                return Create(allowsFlags: false);
            }

            if (word.Length == 0)
            {
                continue;
            }

            if (word.Length == 1 || word[0] != '-')
            {
                arguments.Add(word);
                continue;
            }

            if (NeedsValue(word) is { } flag && ++i == before.Length)
            {
                open = flag;
                before = before[..^1];
            }
        }

        return Create(allowsFlags: true);

        TypedWords Create(bool allowsFlags) => new()
        {
            Word = words.IsEmpty ? "" : words[^1],
            Before = before,
            Arguments = arguments.ToImmutable(),
            OpenFlag = open,
            AllowsFlags = allowsFlags,
        };

        Flag? NeedsValue(string word) =>
            flags.TryGetValue(word.TrimStart('-'), out var flag) && flag.ValueName.Length > 0 ? flag : null;
    }
}
