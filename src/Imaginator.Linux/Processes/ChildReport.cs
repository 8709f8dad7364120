namespace Imaginator.Linux.Processes;

/// <summary>The report that a child sends through the pipe when it cannot execute the program.</summary>
internal struct ChildReport
{
    public ChildStep Step;
    public int Error;
}
