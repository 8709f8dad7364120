namespace Imaginator.Hosting.Flags;

/// <summary>Writes what <c>-h</c> shows.</summary>
public static class FlagHelp
{
    private const int Indentation = 8;
    private const int Width = 100;

    /// <summary>Lists flags by group, each with its default and meaning.</summary>
    /// <param name="writer">Gets the text.</param>
    /// <param name="flags">The flags; groups appear in the order of their first flag.</param>
    public static void Write(TextWriter writer, IEnumerable<Flag> flags)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(flags);
        foreach (var group in flags.GroupBy(flag => flag.Group, StringComparer.Ordinal))
        {
            writer.WriteLine();
            writer.WriteLine(group.Key + ":");
            foreach (var flag in group.OrderBy(flag => flag.Name, StringComparer.OrdinalIgnoreCase))
            {
                writer.WriteLine(flag.ValueName.Length == 0 ? $"  -{flag.Name}" : $"  -{flag.Name}={flag.ValueName}");
                var hasDefault = flag.DefaultText.Length > 0 && flag.DefaultText != "false";
                WriteWrapped(writer, hasDefault ? $"{flag.Meaning} (default {flag.DefaultText})" : flag.Meaning);
            }
        }
    }

    private static void WriteWrapped(TextWriter writer, string text)
    {
        var column = 0;
        foreach (var word in text.Split(' '))
        {
            if (column == 0 || column + 1 + word.Length > Width)
            {
                writer.Write(column == 0 ? "" : writer.NewLine);
                writer.Write(new string(' ', Indentation));
                column = Indentation;
            }
            else
            {
                writer.Write(' ');
                column++;
            }

            writer.Write(word);
            column += word.Length;
        }

        writer.WriteLine();
    }
}
