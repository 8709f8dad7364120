namespace Imaginator.Linux.Processes;

/// <summary>What <see cref="FirstProcessChild"/> does first, as plain native values.</summary>
internal unsafe struct FirstProcessPlan
{
    /// <summary>The directory that becomes its root.</summary>
    public int Root;

    public int* ControlGroups;
    public int ControlGroupCount;

    /// <summary>Whether it creates a user namespace.</summary>
    public bool HasUserNamespace;

    /// <summary>The user that the user namespace belongs to.</summary>
    public uint Owner;

    /// <summary>The read end of a pipe that gets a byte when the user namespace has ids; the write end is the parent's.</summary>
    public int Mapped;
    public int MappedWriter;

    /// <summary>Whether the user namespace owns the mount and PID namespaces, so that commands can mount.</summary>
    public bool OwnsMounts;

    public void* FilterInstructions;
    public ushort FilterLength;

    /// <summary>The read end of a pipe whose write end is open only in the parent.</summary>
    public int Lifeline;
    public int LifelineWriter;

    /// <summary>The write end of the pipe for the id of the process, if its parent is not the one that reads it.</summary>
    public int IdReport;

    /// <summary>
    /// The write end of the pipe for the <see cref="ChildReport"/>; closed without one on success. With a user namespace, the first
    /// report says that it exists: <see cref="ChildStep.None"/>.
    /// </summary>
    public int Report;
}
