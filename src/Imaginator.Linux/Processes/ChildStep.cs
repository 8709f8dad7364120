namespace Imaginator.Linux.Processes;

/// <summary>The step at which a child failed to execute the program.</summary>
internal enum ChildStep
{
    None,
    BecomeSessionLeader,
    TieToParent,
    PassFiles,
    EnterRootDirectory,
    LimitResources,
    TakeTerminal,
    JoinControlGroups,
    EnterMountNamespace,
    EnterUserNamespace,
    CreateUserNamespace,
    CreateNamespaces,
    MountProc,
    InstallFilter,
    DropCapabilities,
    Execute,
}
