using Imaginator.Building.Sandboxing.Users;

namespace Imaginator.Building.Tests.Sandboxing;

/// <summary>The same attacks on a machine that has no user namespaces for builds.</summary>
public sealed class ContainmentWithoutUserNamespaceTests(AttackProgram attack) : ContainmentTests(attack)
{
    private protected override IdMap? Ids => null;
}
