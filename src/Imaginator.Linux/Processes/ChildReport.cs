namespace Imaginator.Linux.Processes;

/// <summary>What a child sends through the pipe when it could not become the program.</summary>
internal struct ChildReport
{
    public ChildStep Step;
    public int Error;
}
