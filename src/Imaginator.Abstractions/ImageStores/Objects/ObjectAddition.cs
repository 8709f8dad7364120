using Imaginator.Images;

namespace Imaginator.ImageStores.Objects;

/// <summary>What has become of contents that were to be added to a store.</summary>
/// <param name="Hash">Their hash.</param>
/// <param name="Outcome">What has become of them.</param>
public readonly record struct ObjectAddition(ObjectHash Hash, ObjectAdditionOutcome Outcome);
