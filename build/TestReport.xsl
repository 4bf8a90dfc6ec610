<?xml version="1.0" encoding="utf-8"?>
<!-- What a person must know before the count: failed tests with their reasons, skipped tests with theirs, programs that broke. And what tests measured. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output method="text" encoding="utf-8" />

  <!-- Result files are named from this file's folder. -->
  <xsl:variable name="here" select="document('')" />

  <xsl:template match="/runs">
    <xsl:apply-templates select="run" />
  </xsl:template>

  <xsl:template match="run">
    <xsl:variable name="own" select="document(self::run[@results != '']/@results, $here)/assemblies/assembly" />
    <xsl:apply-templates select="$own//test[@result = 'Pass' and normalize-space(output) != '']" />
    <xsl:apply-templates select="$own//test[@result = 'Skip']" />
    <xsl:apply-templates select="$own//test[@result = 'Fail']" />
    <xsl:apply-templates select="$own/errors/error" />
    <xsl:if test="not($own) or (@exit != '0' and sum($own/@failed) + sum($own/@errors) = 0)">
      <xsl:value-of select="concat('FAILED  ', @name, ' ended with exit code ', @exit, ' and names no failed test: see artifacts/test/', @name, '.log&#10;')" />
    </xsl:if>
  </xsl:template>

  <xsl:template match="test[@result = 'Pass']">
    <xsl:value-of select="concat('figures ', normalize-space(output), '&#10;')" />
  </xsl:template>

  <xsl:template match="test[@result = 'Skip']">
    <xsl:value-of select="concat('skipped ', @name, ': ', normalize-space(reason), '&#10;')" />
  </xsl:template>

  <xsl:template match="test[@result = 'Fail']">
    <xsl:value-of select="concat('FAILED  ', @name, '&#10;', failure/message, '&#10;', failure/stack-trace, '&#10;')" />
    <xsl:if test="normalize-space(output) != ''">
      <xsl:value-of select="concat(output, '&#10;')" />
    </xsl:if>
  </xsl:template>

  <xsl:template match="error">
    <xsl:value-of select="concat('FAILED  ', @type, ' ', @name, '&#10;', failure/message, '&#10;', failure/stack-trace, '&#10;')" />
  </xsl:template>
</xsl:stylesheet>
