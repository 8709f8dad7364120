namespace Imaginator.Architecture.Tests.Seeded.Back;

/// <summary>Uses what lies before it, inside a lambda: the back arrow.</summary>
internal sealed class Yard
{
    public Func<object> Back { get; } = () => Middle.Create();
}
