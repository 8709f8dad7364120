namespace Imaginator.Linux.Processes;

/// <summary>What a child was doing when it could not become the program.</summary>
internal enum ChildStep
{
    None,
    BecomeSessionLeader,
    TieToParent,
    PassFiles,
    EnterRootDirectory,
    LimitResources,
    TakeTerminal,
    InstallFilter,
    DropCapabilities,
    Execute,
}
