namespace Imaginator.Hosting.Manuals;

/// <summary>Prints sections as text for terminals: what <c>-h</c> shows.</summary>
internal sealed class TextPrinter(TextWriter writer, TextStyle style)
{
    private const int Step = 2;
    private const int DescriptionStep = 6;

    /// <summary>Descriptions are on the same line as terms of up to this length.</summary>
    private const int MaximumTermBesideText = 26;

    /// <summary>Prints sections with an empty line between them. A section without a title is printed without indentation.</summary>
    public void Print(IEnumerable<ManualSection> sections)
    {
        var isFirst = true;
        foreach (var section in sections)
        {
            if (!isFirst)
            {
                writer.WriteLine();
            }

            Print(section);
            isFirst = false;
        }
    }

    private void Print(ManualSection section)
    {
        var indentation = 0;
        if (section.Title.Length > 0)
        {
            writer.WriteLine(style.Bold(section.Title + ":"));
            indentation = Step;
        }

        var column = ColumnOfDescriptions(section);
        ManualBlock? previous = null;
        foreach (var block in section.Blocks)
        {
            if (previous is not null && IsSpaced(previous, block))
            {
                writer.WriteLine();
            }

            Print(block, indentation, column);
            indentation = block is ManualBlock.Heading ? Step * 2 : indentation;
            previous = block;
        }
    }

    private void Print(ManualBlock block, int indentation, int? column)
    {
        switch (block)
        {
            case ManualBlock.Heading heading:
                writer.WriteLine(Spaces(Step) + style.Bold(heading.Text));
                break;
            case ManualBlock.Paragraph paragraph:
                WriteWrapped(paragraph.Text, indentation, at: 0);
                break;
            case ManualBlock.Usage usage:
                writer.WriteLine($"{Spaces(indentation)}{style.Bold(usage.Name)} {style.Underlined(usage.Operands)}".TrimEnd());
                break;
            case ManualBlock.Definition definition:
                Print(definition, indentation, column);
                break;
            case ManualBlock.Example example:
                WriteWrapped(example.Text, indentation, at: 0);
                writer.WriteLine(Spaces(indentation + Step) + style.Bold(example.CommandLine));
                break;
        }
    }

    private void Print(ManualBlock.Definition definition, int indentation, int? column)
    {
        writer.Write(Spaces(indentation) + style.Bold(definition.Name) + style.Underlined(definition.Value));
        if (column is { } beside)
        {
            WriteWrapped(definition.Text, indentation + beside, at: indentation + definition.Name.Length + definition.Value.Length);
        }
        else
        {
            writer.WriteLine();
            WriteWrapped(definition.Text, indentation + DescriptionStep, at: 0);
        }
    }

    /// <summary>Null if the descriptions are below the terms.</summary>
    private static int? ColumnOfDescriptions(ManualSection section)
    {
        var widest = section.Blocks.OfType<ManualBlock.Definition>()
            .Select(definition => definition.Name.Length + definition.Value.Length)
            .DefaultIfEmpty()
            .Max();
        return widest <= MaximumTermBesideText ? widest + Step : null;
    }

    private static bool IsSpaced(ManualBlock previous, ManualBlock block) =>
        block is ManualBlock.Heading || (previous is not ManualBlock.Heading && block.GetType() != previous.GetType())
        || block is ManualBlock.Paragraph or ManualBlock.Example && previous is not ManualBlock.Heading;

    /// <summary>Writes words between the indentation and the width; the line has <paramref name="at"/> columns already.</summary>
    private void WriteWrapped(string text, int indentation, int at)
    {
        var column = at;
        var isAtStart = true;
        foreach (var word in text.Split(' '))
        {
            if (!isAtStart && column + 1 + word.Length > style.Width)
            {
                writer.WriteLine();
                column = 0;
                isAtStart = true;
            }

            var space = isAtStart ? indentation - column : 1;
            writer.Write(Spaces(space) + word);
            column += space + word.Length;
            isAtStart = false;
        }

        writer.WriteLine();
    }

    private static string Spaces(int count) => new(' ', count);
}
