using System.Security;
using Imaginator.Prose.Tests.Linting;
using Imaginator.Prose.Tests.Texts;
using Microsoft.CodeAnalysis.CSharp;

namespace Imaginator.Prose.Tests;

/// <summary>A repository with one text, which the linter checks.</summary>
internal sealed class SeededRepository : IDisposable
{
    private readonly TemporaryDirectory _root = new();

    /// <summary>Checks a repository whose only file has the text where people meet texts of a kind.</summary>
    public static IReadOnlyList<Finding> Check(TextKind kind, string text)
    {
        using var repository = new SeededRepository();
        var (path, content) = FileWith(kind, text);
        repository._root.Write(path, content);
        return Linter.Check(repository._root.FullName, Allowances.None).Findings;
    }

    public static IReadOnlyList<Finding> CheckFile(string path, string content)
    {
        using var repository = new SeededRepository();
        repository._root.Write(path, content);
        return Linter.Check(repository._root.FullName, Allowances.None).Findings;
    }

    public void Dispose() => _root.Dispose();

    private static (string Path, string Content) FileWith(TextKind kind, string text)
    {
        var literal = SymbolDisplay.FormatLiteral(text, quote: true);
        return kind switch
        {
            TextKind.Error => ("src/A/Seed.cs", $"class Seed {{ void Run() => throw new SeedException({literal}); }}"),
            TextKind.Log => ("src/A/Seed.cs", $"class Seed {{ [LoggerMessage(1, LogLevel.Error, {literal})] void Run(); }}"),
            TextKind.Help => ("src/A/Seed.cs", $"class Seed {{ Flag<int> Seed {{ get; }} = new(\"seed\", 1, {literal}); }}"),
            TextKind.Page => ("src/Imaginator.Host/Web/Seed.cs", $"class Seed {{ string Text => {literal}; }}"),
            TextKind.String => ("plugins/A/Seed.cs", $"class Seed {{ string Text => {literal}; }}"),
            TextKind.PublicComment => ("src/A/Seed.cs", $"/// <summary>{SecurityElement.Escape(text)}</summary>\npublic class Seed;"),
            TextKind.InternalComment => ("src/A/Seed.cs", $"/// <summary>{SecurityElement.Escape(text)}</summary>\nclass Seed;"),
            TextKind.LineComment => ("src/A/Seed.cs", $"// {text}\nclass Seed;"),
            TextKind.Document => ("docs/seed.md", $"{text}\n"),
            TextKind.Heading => ("docs/seed.md", $"# {text}\n"),
            TextKind.Script => ("seed.sh", $"#!/bin/sh\nsay {literal}\n"),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
    }
}
