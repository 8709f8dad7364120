namespace Imaginator.Prose.Tests.Tutorials;

/// <summary>What a reader does with a block of the tutorial.</summary>
internal enum TutorialBlockKind
{
    /// <summary>Runs its commands.</summary>
    Commands,

    /// <summary>Finds its lines in the output of the commands before it.</summary>
    Output,

    /// <summary>Writes it to a file.</summary>
    File,

    /// <summary>Finds it in a file that a template made.</summary>
    TemplateFile,

    /// <summary>Reads it.</summary>
    Illustration,
}
