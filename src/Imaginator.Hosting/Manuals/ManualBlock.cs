namespace Imaginator.Hosting.Manuals;

/// <summary>A part of a section of a help text or manual page.</summary>
internal abstract record ManualBlock
{
    private ManualBlock()
    {
    }

    /// <summary>Sentences.</summary>
    public sealed record Paragraph(string Text) : ManualBlock;

    /// <summary>The title of the blocks that follow.</summary>
    public sealed record Heading(string Text) : ManualBlock;

    /// <summary>A line of a synopsis: the program and command as they are typed, and placeholders of operands.</summary>
    public sealed record Usage(string Name, string Operands) : ManualBlock;

    /// <summary>A term and its description. The name is typed as it is. The value, a placeholder, follows the name and can be empty.</summary>
    public sealed record Definition(string Name, string Value, string Text) : ManualBlock;

    /// <summary>A command line and its effect.</summary>
    public sealed record Example(string CommandLine, string Text) : ManualBlock;
}
