namespace Imaginator.Linux.Processes;

/// <summary>What <see cref="FirstProcessChild"/> does first, as plain native values.</summary>
internal unsafe struct FirstProcessPlan
{
    /// <summary>The directory that becomes its root.</summary>
    public int Root;

    public int* ControlGroups;
    public int ControlGroupCount;

    /// <summary>The user namespace; -1 for none.</summary>
    public int UserNamespace;

    public void* FilterInstructions;
    public ushort FilterLength;

    /// <summary>The read end of a pipe whose write end is open only in the parent.</summary>
    public int Lifeline;
    public int LifelineWriter;

    /// <summary>The write end of the pipe for the <see cref="ChildReport"/>; closed without one on success.</summary>
    public int Report;
}
