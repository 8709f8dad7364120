namespace Imaginator.Linux.Processes;

/// <summary>
/// The actions of a child between fork and exec, as plain native values: at that point, only the forking thread exists,
/// and the child must not allocate, lock or load.
/// </summary>
internal unsafe struct ChildPlan
{
    public byte** Candidates;
    public int CandidateCount;
    public byte** Arguments;
    public byte** Environment;
    public int StandardInput;
    public int StandardOutput;
    public int StandardError;

    /// <summary>The descriptor of <see cref="ProgramStart.Lifeline"/>; -1 for none.</summary>
    public int Lifeline;

    /// <summary>The descriptor of <see cref="ProgramStart.Supervisor"/>; -1 for none.</summary>
    public int Supervisor;

    /// <summary>See <see cref="ProgramStart.SupervisedId"/>.</summary>
    public int SupervisedId;

    /// <summary>The descriptor of <see cref="ProgramStart.ProcDirectory"/>; -1 for none.</summary>
    public int ProcDirectory;

    /// <summary>The files <c>cgroup.procs</c> of the control groups that the child joins.</summary>
    public int* ControlGroups;
    public int ControlGroupCount;

    /// <summary>The descriptor of <see cref="ProgramStart.UserNamespace"/>; -1 for none.</summary>
    public int UserNamespace;

    /// <summary>The descriptor of <see cref="ProgramStart.MountNamespace"/>; -1 for none.</summary>
    public int MountNamespace;

    public bool ControllingTerminal;

    /// <summary>Whether the members below, up to the length of the filter, apply.</summary>
    public bool Contained;
    public bool LimitsCapabilities;
    public ulong Capabilities;
    public void* FilterInstructions;

    /// <summary>The number of instructions; 0 to install no filter.</summary>
    public ushort FilterLength;

    /// <summary>The write end of the pipe on which the child reports why it could not execute the program.</summary>
    public int Report;
}
