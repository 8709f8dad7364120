namespace Imaginator.Building.Inputs;

/// <summary>
/// Ends a build that would only make again what there is: an outcome, not a failure. <see cref="Builds.ImageBuilder"/>
/// turns it into a result.
/// </summary>
/// <param name="imageName">The image that there is.</param>
internal sealed class InputsUnchangedException(string imageName)
    : ImaginatorException($"nothing to do: {imageName} was made from the same inputs")
{
    public string ImageName { get; } = imageName;
}
