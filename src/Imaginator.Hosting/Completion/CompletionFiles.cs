namespace Imaginator.Hosting.Completion;

/// <summary>The files of this machine that complete a word.</summary>
internal enum CompletionFiles
{
    None,

    Directories,

    All,
}
