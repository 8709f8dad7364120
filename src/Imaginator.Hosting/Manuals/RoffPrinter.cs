using System.Globalization;
using System.Text.RegularExpressions;

namespace Imaginator.Hosting.Manuals;

/// <summary>Prints sections as a manual page, in the man macros of roff: see groff_man(7).</summary>
internal sealed partial class RoffPrinter(TextWriter writer)
{
    /// <summary>Prints the page of a program in a section of the manual: 1 for user commands, 8 for system administration.</summary>
    public void Print(string program, int sectionNumber, IEnumerable<ManualSection> sections)
    {
        writer.WriteLine(".\\\" Made by: " + program + " manual");
        writer.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $".TH {Escape(program.ToUpperInvariant())} {sectionNumber} \"2026\" \"Imaginator\""));
        foreach (var section in sections)
        {
            writer.WriteLine($".SH {Escape(section.Title.ToUpperInvariant())}");
            ManualBlock? previous = null;
            foreach (var block in section.Blocks)
            {
                Print(block, previous);
                previous = block;
            }
        }
    }

    private void Print(ManualBlock block, ManualBlock? previous)
    {
        switch (block)
        {
            case ManualBlock.Heading heading:
                writer.WriteLine($".SS {Escape(heading.Text)}");
                break;
            case ManualBlock.Paragraph paragraph:
                if (previous is not (null or ManualBlock.Heading))
                {
                    writer.WriteLine(".PP");
                }

                WriteText(paragraph.Text);
                break;
            case ManualBlock.Usage usage:
                if (previous is not null)
                {
                    writer.WriteLine(".br");
                }

                writer.WriteLine(Term(usage.Name, usage.Operands.Length > 0 ? " " + usage.Operands : ""));
                break;
            case ManualBlock.Definition definition:
                writer.WriteLine(".TP");
                writer.WriteLine(Term(definition.Name, definition.Value));
                WriteText(definition.Text);
                break;
            case ManualBlock.Example example:
                if (previous is not null)
                {
                    writer.WriteLine(".PP");
                }

                WriteText(example.Text);
                writer.WriteLine(".PP");
                writer.WriteLine(".RS");
                writer.WriteLine(".EX");
                writer.WriteLine(AtLineStart(Escape(example.CommandLine)));
                writer.WriteLine(".EE");
                writer.WriteLine(".RE");
                break;
        }
    }

    /// <summary>Each sentence has its own line: roff sets the space between sentences.</summary>
    private void WriteText(string text)
    {
        foreach (var sentence in EndOfSentence().Split(text))
        {
            writer.WriteLine(AtLineStart(FlagName().Replace(Escape(sentence), @"\fB$0\fR")));
        }
    }

    private static string Term(string name, string value) =>
        AtLineStart($@"\fB{Escape(name)}\fR" + Placeholder().Replace(Escape(value), @"\fI$0\fR"));

    private static string Escape(string text) => text
        .Replace("\\", "\\e", StringComparison.Ordinal)
        .Replace("-", "\\-", StringComparison.Ordinal)
        .Replace("'", "\\(aq", StringComparison.Ordinal)
        .Replace("`", "\\(ga", StringComparison.Ordinal)
        .Replace("^", "\\(ha", StringComparison.Ordinal)
        .Replace("~", "\\(ti", StringComparison.Ordinal)
        .Replace("\"", "\\(dq", StringComparison.Ordinal);

    // A dot or quote at the start of a line makes it a request.
    private static string AtLineStart(string line) => line is ['.' or '\'', ..] ? "\\&" + line : line;

    [GeneratedRegex(@"(?<=[a-z0-9)A-Z]\.) (?=[A-Z0-9/-])", RegexOptions.CultureInvariant)]
    private static partial Regex EndOfSentence();

    // In text that is escaped already.
    [GeneratedRegex(@"(?<![\w\\-])(?:\\-){1,2}[A-Za-z]\w*", RegexOptions.CultureInvariant)]
    private static partial Regex FlagName();

    [GeneratedRegex(@"[A-Z]+(?:\\-[A-Z]+)*", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();
}
