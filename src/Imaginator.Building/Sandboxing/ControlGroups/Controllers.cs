namespace Imaginator.Building.Sandboxing.ControlGroups;

/// <summary>The resources that a control group can limit.</summary>
[Flags]
internal enum Controllers
{
    None = 0,
    Memory = 1,
    Processes = 2,
    Cpu = 4,
    All = Memory | Processes | Cpu,
}
