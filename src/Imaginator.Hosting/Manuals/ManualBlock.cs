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

    /// <summary>A line of a synopsis.</summary>
    /// <param name="Name">Typed as it is: the program and the command.</param>
    /// <param name="Operands">To be replaced; can be empty.</param>
    public sealed record Usage(string Name, string Operands) : ManualBlock;

    /// <summary>A term and its description.</summary>
    /// <param name="Name">Typed as it is.</param>
    /// <param name="Value">Follows the name and is to be replaced; can be empty.</param>
    public sealed record Definition(string Name, string Value, string Text) : ManualBlock;

    /// <summary>A command line and its effect.</summary>
    public sealed record Example(string CommandLine, string Text) : ManualBlock;
}
